package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Prompt;
import dev.weir.Request;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Named prompts on the spans of the calls that were made from them. */
class PromptSpanTest {

    private static final AttributeKey<String> NAME = AttributeKey.stringKey("gen_ai.prompt.name");
    private static final AttributeKey<String> VERSION = AttributeKey.stringKey("gen_ai.prompt.version");
    private static final AttributeKey<String> LABEL = AttributeKey.stringKey("weir.version.label");
    private static final Prompt RECOMMEND = Prompt.of("recommend-book", "Recommend a {genre} book");

    private final RecordedTelemetry recorded = Tracing.inMemory(builder -> builder.semconv(Semconv.V1_41));

    @AfterEach
    void close() {
        recorded.close();
    }

    private SpanData call(Request request) {
        recorded.clear();
        recorded.tracing()
                .call(Fixtures.call(request), Mono.just(Fixtures.response()))
                .block();
        return recorded.spans().get(0);
    }

    @Test
    void nameAndVersionAreToldAndNoContent() {
        SpanData span = call(Request.of(RECOMMEND.with("genre", "secret")));

        assertThat(span.getAttributes().get(NAME)).isEqualTo("recommend-book");
        assertThat(span.getAttributes().get(VERSION)).isEqualTo(RECOMMEND.version());
        assertThat(span.getAttributes().get(LABEL)).isNull();
        assertThat(span.toString()).doesNotContain("secret").doesNotContain("Recommend a");
    }

    @Test
    void streamsTellTheLabelToo() {
        Request request = Request.of(RECOMMEND.label("production").with("genre", "x"));
        recorded.tracing().stream(Fixtures.stream(request), Flux.fromIterable(Fixtures.answer()))
                .blockLast();
        assertThat(recorded.spans().get(0).getAttributes().get(NAME)).isEqualTo("recommend-book");
        assertThat(recorded.spans().get(0).getAttributes().get(LABEL)).isEqualTo("production");
    }

    @Test
    void aChangeOfThePromptIsSeenOnTheSpan() {
        Prompt changed = RECOMMEND.options(options -> options.temperature(0));
        assertThat(call(Request.of(RECOMMEND.with("genre", "x")))
                        .getAttributes()
                        .get(VERSION))
                .isEqualTo(call(Request.of(RECOMMEND.with("genre", "y")))
                        .getAttributes()
                        .get(VERSION))
                .isNotEqualTo(call(Request.of(changed.with("genre", "x")))
                        .getAttributes()
                        .get(VERSION));
    }

    @Test
    void aRequestWithoutPromptTellsNone() {
        assertThat(call(Request.of("x")).getAttributes().asMap()).doesNotContainKeys(NAME, VERSION, LABEL);
    }
}
