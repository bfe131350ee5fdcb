package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.FinishReason;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.tracing.conformance.ContentSchemas;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** The five events of generation 1.36, by the examples of its specification. */
class MessageEventsTest {

    private static final Part.ToolCall CALL = new Part.ToolCall("call_VSP", "get_weather", "{\"location\":\"Paris\"}");

    private static Request request() {
        return Request.builder()
                .system("You're a helpful bot")
                .message(Message.system("Be brief"))
                .user("What's the weather in Paris?")
                .message(Message.assistant(List.of(CALL)))
                .message(Message.tool(Part.ToolResult.of(CALL, "rainy, 57\u00b0F")))
                .build();
    }

    private static Response response() {
        return Fixtures.response()
                .mutate()
                .choices(List.of(
                        new Response.Choice(Message.assistant("Rainy"), FinishReason.STOP, "stop", null),
                        new Response.Choice(Message.assistant(List.of(CALL)), FinishReason.TOOL_CALLS, "x", null)))
                .build();
    }

    private static List<String> told(Telemetries telemetries) {
        telemetries
                .tracing
                .call(Fixtures.call(request()), Mono.just(response()))
                .block();
        return telemetries.logs.getFinishedLogRecordItems().stream()
                .map(record -> record.getEventName() + " " + ContentSchemas.json(record.getBodyValue()))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = ContentCapture.class,
            names = {"SPAN_ONLY", "EVENT_ONLY", "SPAN_AND_EVENT"})
    void everyMessageIsAnEventAndNothingIsOnTheSpan(ContentCapture capture) {
        try (Telemetries telemetries =
                new Telemetries(builder -> builder.semconv(Semconv.V1_36).captureContent(capture))) {
            String calls = "[{\"id\":\"call_VSP\",\"type\":\"function\",\"function\":{\"name\":\"get_weather\","
                    + "\"arguments\":\"{\\\"location\\\":\\\"Paris\\\"}\"}}]";
            assertThat(told(telemetries))
                    .containsExactly(
                            "gen_ai.system.message {\"content\":\"You're a helpful bot\"}",
                            "gen_ai.system.message {\"content\":\"Be brief\"}",
                            "gen_ai.user.message {\"content\":\"What's the weather in Paris?\"}",
                            "gen_ai.assistant.message {\"tool_calls\":" + calls + "}",
                            "gen_ai.tool.message {\"content\":\"rainy, 57\u00b0F\",\"id\":\"call_VSP\"}",
                            "gen_ai.choice {\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"Rainy\"}}",
                            "gen_ai.choice {\"index\":1,\"finish_reason\":\"tool_calls\",\"message\":{},\"tool_calls\":"
                                    + calls + "}");
            assertThat(telemetries.onlySpan().getAttributes().toString())
                    .doesNotContain("Paris")
                    .doesNotContain("gen_ai.input.messages")
                    .doesNotContain("gen_ai.output.messages");
            assertThat(telemetries.logs.getFinishedLogRecordItems())
                    .extracting(LogRecordData::getAttributes)
                    .containsOnly(Attributes.of(Names136.SYSTEM, "openai"));
            assertThat(telemetries.logs.getFinishedLogRecordItems())
                    .extracting(LogRecordData::getSpanContext)
                    .containsOnly(telemetries.onlySpan().getSpanContext());
        }
    }

    @Test
    void withoutContentThereAreNoEventsUnlessForced() {
        try (Telemetries telemetries = new Telemetries(builder -> builder.semconv(Semconv.V1_36))) {
            assertThat(told(telemetries)).isEmpty();
        }
        try (Telemetries telemetries = new Telemetries(
                builder -> builder.semconv(Semconv.V1_36).content(content -> content.detailsEvent(true)))) {
            String calls = "[{\"id\":\"call_VSP\",\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}}]";
            assertThat(told(telemetries))
                    .contains(
                            "gen_ai.assistant.message {\"tool_calls\":" + calls + "}",
                            "gen_ai.tool.message {\"id\":\"call_VSP\"}",
                            "gen_ai.choice {\"index\":0,\"finish_reason\":\"stop\",\"message\":{}}")
                    .noneMatch(event -> event.contains("Paris") || event.contains("Rainy"));
        }
    }

    @Test
    void moreThanTextIsToldAsParts() {
        try (Telemetries telemetries =
                new Telemetries(builder -> builder.semconv(Semconv.V1_36).captureContent(ContentCapture.EVENT_ONLY))) {
            telemetries
                    .tracing
                    .call(Fixtures.call(ContentFixtures.request()), Mono.just(ContentFixtures.response()))
                    .block();
            assertThat(ContentSchemas.json(
                            telemetries.onlyEvent("gen_ai.user.message").getBodyValue()))
                    .contains("{\"type\":\"uri\",\"modality\":\"image\",\"uri\":\"https://example.org/a.png\"}");
        }
    }

    @Test
    void thereIsNoDetailsEvent() {
        try (Telemetries telemetries = new Telemetries(
                builder -> builder.semconv(Semconv.V1_36).captureContent(ContentCapture.SPAN_AND_EVENT))) {
            assertThat(told(telemetries)).noneMatch(event -> event.startsWith(DetailsEvent.NAME));
        }
    }
}
