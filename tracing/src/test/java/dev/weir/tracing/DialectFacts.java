package dev.weir.tracing;

import dev.weir.FinishReason;
import dev.weir.Message;
import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Tool;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/** What dialects make of facts, without a span. */
final class DialectFacts {

    private static final Conclusion GOOD =
            new Conclusion(Facts.Outcome.COMPLETED, Duration.ofMillis(5), null, Surroundings.NONE);

    private DialectFacts() {}

    /** A sink that keeps what is written. */
    static final class Written implements AttributeDialect.Sink {

        final Map<String, Object> attributes = new TreeMap<>();
        final List<String> events = new ArrayList<>();

        @Override
        public <T> AttributeDialect.Sink attribute(AttributeKey<T> key, @Nullable T value) {
            if (value != null && !value.equals("")) {
                attributes.put(key.getKey(), value);
            }
            return this;
        }

        @Override
        public AttributeDialect.Sink event(String name, Attributes written) {
            written.forEach((key, value) -> events.add(name + " " + key.getKey() + "=" + value));
            return this;
        }
    }

    static Written written(AttributeDialect dialect, Request request, List<Message> answers, @Nullable Double cost) {
        List<Response.Choice> choices = answers.stream()
                .map(answer -> new Response.Choice(answer, FinishReason.STOP, "stop", null))
                .toList();
        Response response = Fixtures.response().mutate().choices(choices).build();
        Content content = new Content("chat", request.system(), request.messages(), choices, request.tools());
        Written sink = new Written();
        dialect.call(
                new CallFacts(
                        GOOD,
                        Context.empty(),
                        new Operation.Inference(Fixtures.OPENAI, "chat", request, false),
                        InferenceRecording.Answer.of(response),
                        CallFacts.Arrival.atOnce(response),
                        cost,
                        content),
                sink);
        return sink;
    }

    static Written step(AttributeDialect dialect, String operation) {
        Written sink = new Written();
        dialect.step(new StepFacts(GOOD, Context.empty(), operation, "recommend"), sink);
        return sink;
    }

    static Written tool(AttributeDialect dialect, Tool tool, Part.ToolCall call, String result) {
        Written sink = new Written();
        dialect.tool(
                new ToolFacts(
                        GOOD, Context.empty(), new Operation.ToolExecution(tool, call, null), call.arguments(), result),
                sink);
        return sink;
    }
}
