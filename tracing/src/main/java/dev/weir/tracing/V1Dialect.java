package dev.weir.tracing;

import dev.weir.Message;
import dev.weir.Response;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;

/** The names of Mirascope's first {@code with_otel}, as far as they differ from today's. */
final class V1Dialect implements AttributeDialect {

    private static final AttributeKey<String> PROMPT = AttributeKey.stringKey("gen_ai.prompt");
    private static final AttributeKey<String> COMPLETION = AttributeKey.stringKey("gen_ai.completion");

    @Override
    public void call(CallFacts call, Sink sink) {
        sink.attribute("gen_ai.system", call.target().providerName());
        sink.attribute("gen_ai.usage.prompt_tokens", call.usage().inputTokens());
        sink.attribute("gen_ai.usage.completion_tokens", call.usage().outputTokens());
        Content content = call.content();
        if (content == null) {
            return;
        }
        if (!content.systemInstructions().isEmpty()) {
            Message system = new Message(Message.Role.SYSTEM, content.systemInstructions(), null);
            sink.event("gen_ai.content.prompt", Attributes.of(PROMPT, MessageJson.of(system)));
        }
        for (Message message : content.input()) {
            sink.event("gen_ai.content.prompt", Attributes.of(PROMPT, MessageJson.of(message)));
        }
        for (Response.Choice choice : content.output()) {
            sink.event("gen_ai.content.completion", Attributes.of(COMPLETION, MessageJson.of(choice.message())));
        }
    }

    @Override
    public String toString() {
        return "v1";
    }
}
