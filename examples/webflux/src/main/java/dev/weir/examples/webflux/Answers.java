package dev.weir.examples.webflux;

import dev.weir.Chunk;
import dev.weir.LlmException;
import dev.weir.Model;
import dev.weir.tracing.Attribution;
import dev.weir.tracing.Tracing;
import io.opentelemetry.api.trace.Span;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.util.context.ContextView;

/**
 * Streams answers by server-sent events: {@code piece} as often as the model says something, then {@code done} or
 * {@code failure}. A browser that leaves cancels the call, down to the provider's connection.
 */
@RestController
class Answers {

    private final Model model;
    private final Questions questions;
    private final Tracing tracing;

    Answers(Model model, Questions questions, Tracing tracing) {
        this.model = model;
        this.questions = questions;
        this.tracing = tracing;
    }

    /** Pieces travel as JSON: plain text would lose the space at its beginning. */
    @GetMapping(path = "/answer", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<Map<String, String>>> answer(@RequestParam String prompt) {
        Flux<ServerSentEvent<Map<String, String>>> events = Flux.deferContextual(context -> {
            Map<String, String> summary = describe(context);
            return questions
                    .checked(prompt)
                    .flatMapMany(model::stream)
                    .filter(chunk ->
                            chunk instanceof Chunk.Done || !chunk.text().isEmpty())
                    .map(chunk -> chunk instanceof Chunk.Done done
                            ? event("done", usage(done, summary))
                            : event("piece", Map.of("text", chunk.text())))
                    .onErrorResume(LlmException.class, failure -> Flux.just(event("failure", summary)));
        });
        return tracing.trace("answer").around(events);
    }

    /** Tells the page which trace to look for. */
    private static Map<String, String> describe(ContextView context) {
        Span span = Tracing.currentSpan(context);
        Map<String, String> summary = new LinkedHashMap<>();
        summary.put("trace", span.getSpanContext().getTraceId());
        String tenant = Attribution.from(context).tenant();
        summary.put("tenant", tenant == null ? "" : tenant);
        return summary;
    }

    private static Map<String, String> usage(Chunk.Done done, Map<String, String> summary) {
        Map<String, String> all = new LinkedHashMap<>(summary);
        done.response().usage().outputTokens().ifPresent(tokens -> all.put("tokens", String.valueOf(tokens)));
        return all;
    }

    private static ServerSentEvent<Map<String, String>> event(String name, Map<String, String> data) {
        return ServerSentEvent.<Map<String, String>>builder(data).event(name).build();
    }
}
