package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Tool;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** Where exceptions are recorded, and what of them. */
class SpanFailureTest {

    private static final String PROPERTY = "otel.semconv.exception.signal.preview";
    private static final AttributeKey<String> TYPE = AttributeKey.stringKey("exception.type");
    private static final AttributeKey<String> MESSAGE = AttributeKey.stringKey("exception.message");
    private static final AttributeKey<String> STACK_TRACE = AttributeKey.stringKey("exception.stacktrace");
    private static final Function<String, String> NOTHING = name -> null;

    @AfterEach
    void clear() {
        System.clearProperty(PROPERTY);
    }

    private static void fail(Tracing tracing, String prompt, Throwable failure) {
        tracing.call(Fixtures.call(Request.of(prompt)), Mono.error(failure))
                .onErrorComplete()
                .block();
    }

    @ParameterizedTest
    @CsvSource({"'', 1, 0", "logs, 0, 1", "LOGS/DUP, 1, 1", "other, 1, 0"})
    void thePropertySaysWhere(String value, int spanEvents, int records) {
        System.setProperty(PROPERTY, value);
        try (Telemetries telemetries = new Telemetries()) {
            fail(telemetries.tracing, "hello", new IllegalStateException("broken"));

            assertThat(telemetries.onlySpan().getEvents()).hasSize(spanEvents);
            assertThat(telemetries.onlySpan().getStatus().getDescription()).isEqualTo("broken");
            telemetries
                    .onlySpan()
                    .getEvents()
                    .forEach(event -> assertThat(event.getName()).isEqualTo("exception"));
            List<LogRecordData> events = telemetries.events(SpanFailure.EXCEPTION_EVENT);
            assertThat(events).hasSize(records);
            events.forEach(event -> {
                assertThat(event.getSeverity()).isEqualTo(Severity.WARN);
                assertThat(event.getSpanContext())
                        .isEqualTo(telemetries.onlySpan().getSpanContext());
                assertThat(event.getAttributes().get(TYPE)).isEqualTo("java.lang.IllegalStateException");
                assertThat(event.getAttributes().get(MESSAGE)).isEqualTo("broken");
                assertThat(event.getAttributes().get(STACK_TRACE)).contains("SpanFailureTest");
            });
        }
    }

    @Test
    void theVariableDoesTheSame() {
        assertThat(ExceptionSignal.fromEnvironment(
                        NOTHING, Map.of("OTEL_SEMCONV_EXCEPTION_SIGNAL_PREVIEW", "logs")::get))
                .isEqualTo(ExceptionSignal.LOGS);
    }

    @Test
    void whatEndsAStepOfTheProgramHasNoNameOfAClient() {
        System.setProperty(PROPERTY, "logs");
        try (Telemetries telemetries = new Telemetries()) {
            telemetries
                    .tracing
                    .trace("step")
                    .around(Mono.error(new IllegalStateException("broken")))
                    .onErrorComplete()
                    .block();
            assertThat(telemetries.logs.getFinishedLogRecordItems())
                    .singleElement()
                    .satisfies(record -> assertThat(record.getEventName()).isNull())
                    .satisfies(record ->
                            assertThat(record.getAttributes().get(MESSAGE)).isEqualTo("broken"));
        }
    }

    @Test
    void quotesOfTheRequestAreStruckOutAlsoBehindAndFurtherOut() {
        System.setProperty(PROPERTY, "logs/dup");
        String prompt = "My number is 0171-5551234, call me in the evening";
        RuntimeException failure = new IllegalStateException(
                "Rejected: my number is 0171-5551234, call ...",
                new IllegalArgumentException("bad token 0171-5551234 in 'call me in the evening'"));
        try (Telemetries telemetries = new Telemetries()) {
            telemetries
                    .tracing
                    .trace("step")
                    .around(telemetries.tracing.call(Fixtures.call(Request.of(prompt)), Mono.error(failure)))
                    .onErrorComplete()
                    .block();

            assertThat(telemetries.spans()).hasSize(2).allSatisfy(span -> {
                assertThat(span.getStatus().getDescription())
                        .startsWith("Rejected:")
                        .doesNotContain("5551234");
                assertThat(span.getEvents()).singleElement().satisfies(event -> {
                    assertThat(event.getAttributes().get(TYPE)).isEqualTo("java.lang.IllegalStateException");
                    assertThat(event.getAttributes().get(MESSAGE))
                            .startsWith("Rejected: ")
                            .doesNotContain("5551234");
                    assertThat(event.getAttributes().get(STACK_TRACE))
                            .contains("Caused by: java.lang.IllegalArgumentException: bad token")
                            .contains("SpanFailureTest")
                            .doesNotContain("5551234")
                            .doesNotContain("evening");
                });
            });
            assertThat(telemetries.logs.getFinishedLogRecordItems()).hasSize(2);
            assertThat(telemetries.everything()).doesNotContain("5551234").doesNotContain("evening");
        }
    }

    @Test
    void toolsQuoteTheirArguments() {
        Part.ToolCall call = new Part.ToolCall("1", "find", "{\"name\":\"Ada Lovelace\"}");
        try (Telemetries telemetries = new Telemetries()) {
            telemetries
                    .tracing
                    .executeTool(
                            new Operation.ToolExecution(Tool.function("find", "Finds", "{}"), call, null),
                            Mono.error(new IllegalArgumentException("Nobody is called Ada Lovelace")))
                    .onErrorComplete()
                    .block();
            assertThat(telemetries.onlySpan().getStatus().getDescription()).isEqualTo("Nobody is called \u2026");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Maximum context length is 8192 tokens | Hello world | Maximum context length is 8192 tokens",
                "bad: Hello world, yes | Hello world | bad: \u2026, yes",
                "bad: Hello | Hello world | bad: Hello",
                "unknown user u12345 | I am u12345. | unknown user \u2026",
                "key Bearer abc.def rejected | x | key \u2026 rejected",
                "Incorrect API key: sk-proj-abcdefghij | x | Incorrect API key: \u2026",
                "x marks the spot | x | x marks the spot"
            })
    void onlyQuotesAndKeysAreStruckOut(String message, String content, String expected) {
        Quotes quotes = new Quotes(List.of(content));
        assertThat(quotes.strike(message)).isEqualTo(expected);
        assertThat(quotes.areIn(new IllegalStateException("no", new IllegalStateException(message))))
                .isEqualTo(!message.equals(expected));
    }

    @Test
    void contentTooLongToBeSearchedLeavesNoMessage() {
        assertThat(new Quotes(List.of("a".repeat(5 << 20))).strike("anything")).isEqualTo("\u2026");
    }

    @Test
    void everyQuoteOfEnoughLettersIsFoundWhereverItStands() {
        java.util.Random random = new java.util.Random(3);
        for (int round = 0; round < 300; round++) {
            String content = random.ints(60, 'a', 'z' + 1)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            int from = random.nextInt(40);
            String quote = content.substring(from, from + 12 + random.nextInt(8));
            String struck = new Quotes(List.of("other", content)).strike("A" + quote + "Z");
            assertThat(struck).isEqualTo("A\u2026Z");
        }
    }
}
