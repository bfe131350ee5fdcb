package dev.weir.peers;

import dev.weir.local.Gate;
import dev.weir.local.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers in the shape of OpenAI's Chat Completions, the same for every client. */
final class Traffic {

    private static final String USAGE = "{\"prompt_tokens\":25,\"completion_tokens\":12,\"total_tokens\":37,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":8},\"completion_tokens_details\":{\"reasoning_tokens\":4}}";
    private static final String[] WORDS = {"The", " river", " flows", " over", " the", " weir."};

    private Traffic() {}

    /** Returns a complete answer to a call. */
    static Reply answer() {
        return Reply.json("{\"id\":\"chatcmpl-peer\",\"object\":\"chat.completion\",\"created\":1,"
                + "\"model\":\"gpt-4o-mini-2024-07-18\",\"system_fingerprint\":\"fp_1\",\"service_tier\":\"default\","
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"The river flows over the"
                + " weir.\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":" + USAGE + "}");
    }

    /** Returns a complete streamed answer. */
    static Reply stream() {
        List<String> events = new ArrayList<>(begin());
        events.add(chunk("{}", "\"stop\"", null));
        events.add(chunk(null, null, USAGE));
        events.add("data: [DONE]\n\n");
        return Reply.sse(events.toArray(new String[0]));
    }

    /** Returns a streamed answer that stops without its end, and a body that ends properly. */
    static Reply truncated() {
        return Reply.sse(begin().toArray(new String[0]));
    }

    /** Returns a streamed answer that goes on as soon as the gate opens. */
    static Reply held(Gate gate) {
        return Reply.sse(begin().toArray(new String[0])).waitFor(gate).piece("data: [DONE]\n\n");
    }

    /** Returns a refusal for too many requests. */
    static Reply limited() {
        return Reply.json("{\"error\":{\"message\":\"Slow down\",\"type\":\"requests\",\"param\":null,"
                        + "\"code\":\"rate_limit_exceeded\"}}")
                .status(429);
    }

    private static List<String> begin() {
        List<String> events = new ArrayList<>();
        events.add(chunk("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null", null));
        for (String word : WORDS) {
            events.add(chunk("{\"content\":\"" + word + "\"}", "null", null));
        }
        return events;
    }

    private static String chunk(@Nullable String delta, @Nullable String finish, @Nullable String usage) {
        String choices = delta == null
                ? "[]"
                : "[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":" + finish + "}]";
        return "data: {\"id\":\"chatcmpl-peer\",\"object\":\"chat.completion.chunk\",\"created\":1,"
                + "\"model\":\"gpt-4o-mini-2024-07-18\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_1\","
                + "\"choices\":" + choices + ",\"usage\":" + usage + "}\n\n";
    }
}
