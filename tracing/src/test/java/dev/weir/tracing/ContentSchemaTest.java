package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.LlmTimeoutException;
import dev.weir.Operation;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.spi.JsonReader;
import dev.weir.tracing.conformance.ContentSchemas;
import dev.weir.tracing.conformance.Registry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What is recorded of content against the conventions' schemas. */
class ContentSchemaTest {

    private static final List<String> ATTRIBUTES = List.of(
            "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions", "gen_ai.tool.definitions");

    private final Telemetries telemetries =
            new Telemetries(builder -> builder.captureContent(ContentCapture.SPAN_AND_EVENT));

    @AfterEach
    void close() {
        telemetries.close();
    }

    private static @Nullable String onSpan(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }

    private static @Nullable String onEvent(LogRecordData event, String name) {
        Value<?> value = event.getAttributes().get(AttributeKey.valueKey(name));
        return value == null ? null : ContentSchemas.json(value);
    }

    private static List<String> jsonTypes(String messages) {
        List<String> types = new ArrayList<>();
        for (Object message : (List<?>) JsonReader.of(messages).any()) {
            for (Object part : (List<?>) ((Map<?, ?>) message).get("parts")) {
                types.add((String) ((Map<?, ?>) part).get("type"));
            }
        }
        return types;
    }

    @ParameterizedTest
    @ValueSource(strings = {Registry.RELEASED, Registry.ADDED})
    void everyPartOfACallIsValidOnSpanAndEvent(String folder) {
        ContentSchemas schemas = ContentSchemas.of(folder);
        telemetries
                .tracing
                .call(Fixtures.call(ContentFixtures.request()), Mono.just(ContentFixtures.response()))
                .block();

        SpanData span = telemetries.onlySpan();
        LogRecordData event = telemetries.onlyEvent(DetailsEvent.NAME);
        ATTRIBUTES.forEach(name -> {
            String json = onSpan(span, name);
            assertThat(json).as(name).isNotNull();
            assertThat(schemas.findings(name, json)).as(json).isEmpty();
            assertThat(onEvent(event, name)).as(name).isEqualTo(json);
        });
    }

    /** Every schema allows parts of any kind, which would hide a part that is only nearly of its kind. */
    @Test
    void everyPartIsOfTheKindMadeForIt() {
        ContentSchemas schemas = ContentSchemas.of(Registry.ADDED);
        telemetries
                .tracing
                .call(Fixtures.call(ContentFixtures.request()), Mono.just(ContentFixtures.response()))
                .block();

        SpanData span = telemetries.onlySpan();
        for (String name : List.of("gen_ai.input.messages", "gen_ai.output.messages")) {
            assertThat(schemas.strictFindings(name, onSpan(span, name)))
                    .as(name)
                    .isEmpty();
        }
        assertThat(jsonTypes(onSpan(span, "gen_ai.input.messages")))
                .contains(
                        "text",
                        "reasoning",
                        "tool_call",
                        "tool_call_response",
                        "server_tool_call",
                        "server_tool_call_response",
                        "blob",
                        "file",
                        "uri",
                        "compaction");
    }

    @Test
    void theSchemasTellRightFromWrong() {
        ContentSchemas schemas = ContentSchemas.of(Registry.ADDED);
        assertThat(schemas.findings("gen_ai.output.messages", "[{\"role\":\"assistant\",\"parts\":[]}]"))
                .isNotEmpty();
        assertThat(schemas.strictFindings(
                        "gen_ai.input.messages",
                        "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"x\"}]}]"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"complete", "error", "cancel"})
    void aStreamRecordsWhatArrivedHoweverItEnds(String ending) {
        ContentSchemas schemas = ContentSchemas.of(Registry.ADDED);
        Flux<Chunk> beginning = Flux.fromIterable(ContentFixtures.beginning());
        Flux<Chunk> source = switch (ending) {
            case "complete" -> beginning.concatWithValues(new Chunk.Done(ContentFixtures.response()));
            case "error" -> beginning.concatWith(Mono.error(timeout()));
            default -> beginning.concatWith(Mono.never());
        };
        telemetries.tracing.stream(Fixtures.stream(), source)
                .take(ending.equals("cancel") ? ContentFixtures.beginning().size() : Long.MAX_VALUE)
                .onErrorComplete()
                .blockLast();

        String json = onSpan(telemetries.onlySpan(), "gen_ai.output.messages");
        assertThat(schemas.strictFindings("gen_ai.output.messages", json)).isEmpty();
        assertThat(onEvent(telemetries.onlyEvent(DetailsEvent.NAME), "gen_ai.output.messages"))
                .isEqualTo(json);
        if (!ending.equals("complete")) {
            assertThat(json)
                    .isEqualTo("[{\"role\":\"assistant\",\"parts\":[{\"type\":\"reasoning\",\"content\":\"hm\"},"
                            + "{\"type\":\"text\",\"content\":\"Dune\"},{\"type\":\"tool_call\",\"id\":\"call_1\","
                            + "\"name\":\"get_weather\",\"arguments\":{\"input\":\"{\\\"loc\"}}],"
                            + "\"finish_reason\":\"error\"}]");
        }
    }

    private static LlmTimeoutException timeout() {
        return new LlmTimeoutException(
                LlmTimeoutException.Phase.IDLE, java.time.Duration.ofSeconds(1), null, Fixtures.OPENAI.model(), null);
    }

    @Test
    void aStreamThatNeverBeganHasNoOutput() {
        telemetries.tracing.stream(Fixtures.stream(), Flux.error(new IllegalStateException()))
                .onErrorComplete()
                .blockLast();

        assertThat(onSpan(telemetries.onlySpan(), "gen_ai.output.messages")).isNull();
        assertThat(onSpan(telemetries.onlySpan(), "gen_ai.input.messages")).contains("Recommend a book");
    }

    @Test
    void aFailedCallRecordsWhatItsErrorBrought() {
        LlmTimeoutException cut = new LlmTimeoutException(
                LlmTimeoutException.Phase.TOTAL,
                java.time.Duration.ofSeconds(1),
                null,
                Fixtures.OPENAI.model(),
                Fixtures.response().mutate().partial(true).build());
        telemetries
                .tracing
                .call(Fixtures.call(), Mono.error(cut))
                .onErrorComplete()
                .block();

        assertThat(onSpan(telemetries.onlySpan(), "gen_ai.output.messages")).contains("Dune");
    }

    @Test
    void mediaAreNamedUnlessTheirBytesAreAskedFor() {
        Request request = Request.builder()
                .user(ContentFixtures.parts().toArray(new Part[0]))
                .build();
        telemetries
                .tracing
                .call(Fixtures.call(request), Mono.just(Fixtures.response()))
                .block();
        String named = onSpan(telemetries.onlySpan(), "gen_ai.input.messages");
        assertThat(named)
                .contains("{\"type\":\"blob\",\"mime_type\":\"image/png\",\"modality\":\"image\",\"content\":\"\"}")
                .contains("{\"type\":\"blob\",\"mime_type\":\"image/gif\",\"modality\":\"image\",\"content\":\"\"}")
                .contains("\"uri\":\"https://example.org/a.png\"")
                .doesNotContain("data:")
                .doesNotContain("sealed")
                .doesNotContain(ContentFixtures.BASE64);

        try (Telemetries whole = new Telemetries(builder -> builder.content(
                content -> content.capture(ContentCapture.SPAN_ONLY).media(true)))) {
            whole.tracing
                    .call(Fixtures.call(request), Mono.just(Fixtures.response()))
                    .block();
            String json = onSpan(whole.onlySpan(), "gen_ai.input.messages");
            assertThat(json.split("\"content\":\"" + ContentFixtures.BASE64 + "\"", -1))
                    .hasSize(5);
            assertThat(json).doesNotContain("data:").contains("\"result\":\"" + ContentFixtures.BASE64 + "\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"location\":\"Paris\"}",
                "[1,2]",
                "free text",
                "{\"broken\":",
                "{\"a\":1} trailing",
                "57",
                "\"quoted\"",
                "null"
            })
    void argumentsAndResultsOfToolsAreObjects(String text) {
        ContentSchemas schemas = ContentSchemas.of(Registry.ADDED);
        Part.ToolCall call = new Part.ToolCall("call_1", "get_weather", text);
        telemetries
                .tracing
                .executeTool(
                        new Operation.ToolExecution(ContentFixtures.WEATHER, call, null),
                        Mono.just(Part.ToolResult.of(call, text)))
                .block();

        String arguments = onSpan(telemetries.onlySpan(), "gen_ai.tool.call.arguments");
        String result = onSpan(telemetries.onlySpan(), "gen_ai.tool.call.result");
        assertThat(schemas.findings("gen_ai.tool.call.arguments", arguments)).isEmpty();
        assertThat(schemas.findings("gen_ai.tool.call.result", result)).isEmpty();
        if (text.endsWith("}")) {
            assertThat(arguments).isEqualTo(text);
            assertThat(result).isEqualTo(text);
        }
    }

    @Test
    void argumentsKeepWhateverTheirFieldsAreCalled() {
        Part.ToolCall call = new Part.ToolCall(
                "1", "sign", "{\"signature\":\"Ada\",\"bytes\":\"12\",\"result\":\"r\",\"data\":\"d\"}");
        telemetries
                .tracing
                .executeTool(
                        new Operation.ToolExecution(ContentFixtures.WEATHER, call, null),
                        Mono.just(Part.ToolResult.of(
                                call,
                                "{\"type\":\"image\",\"data\":\"AQID\",\"mimeType\":\"image/png\","
                                        + "\"url\":\"data:image/png;base64,AQID\"}")))
                .block();

        assertThat(onSpan(telemetries.onlySpan(), "gen_ai.tool.call.arguments")).isEqualTo(call.arguments());
        assertThat(onSpan(telemetries.onlySpan(), "gen_ai.tool.call.result"))
                .isEqualTo("{\"type\":\"image\",\"data\":\"\",\"mimeType\":\"image/png\",\"url\":\"\"}");
    }

    @Test
    void deeplyNestedArgumentsAreText() {
        String deep = "[".repeat(500) + "]".repeat(500);
        Response response = Fixtures.response()
                .mutate()
                .choices(List.of(new Response.Choice(
                        dev.weir.Message.assistant(List.of(new Part.ToolCall("1", "f", deep))),
                        dev.weir.FinishReason.TOOL_CALLS,
                        null,
                        null)))
                .build();
        telemetries.tracing.call(Fixtures.call(), Mono.just(response)).block();

        assertThat(onSpan(telemetries.onlySpan(), "gen_ai.output.messages"))
                .contains("\"arguments\":{\"input\":\"" + deep + "\"}");
    }
}
