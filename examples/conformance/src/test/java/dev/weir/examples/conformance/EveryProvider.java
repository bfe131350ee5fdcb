package dev.weir.examples.conformance;

import dev.weir.local.Gate;
import dev.weir.local.ReceivedRequest;
import dev.weir.local.Reply;
import dev.weir.local.Script;

/** All providers behind one address, told apart by their paths. */
final class EveryProvider implements Script {

    /** Where streams wait that are never to end; nobody opens it. */
    private final Gate closed = new Gate();

    @Override
    public Reply answer(ReceivedRequest request) {
        Ask ask = Ask.of(request);
        Reply reply = answer(ask);
        return ask.isToHold() ? reply.waitFor(closed) : reply;
    }

    private static Reply answer(Ask ask) {
        String path = ask.path();
        if (path.startsWith("/model/")) {
            return BedrockServer.answer(ask);
        } else if (path.startsWith("/v2/")) {
            return CohereServer.answer(ask);
        } else if (path.startsWith("/v1beta/")) {
            return GoogleServer.answer(ask);
        } else if (path.endsWith("/messages")) {
            return AnthropicServer.answer(ask);
        } else if (path.endsWith("/responses")) {
            return ResponsesServer.answer(ask);
        } else if (path.endsWith("/chat/completions") || path.endsWith("/embeddings")) {
            return OpenAiServer.answer(ask);
        }
        return Reply.of("text/plain", "No provider has the path " + path).status(404);
    }
}
