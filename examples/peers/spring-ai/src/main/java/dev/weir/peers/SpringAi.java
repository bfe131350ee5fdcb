package dev.weir.peers;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/** Spring AI's model for OpenAI, observed through Micrometer and its bridge to OpenTelemetry. */
final class SpringAi implements Peer {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OpenAiChatModel model;

    private SpringAi(String baseUrl, OpenTelemetrySdk sdk) {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig()
                .observationHandler(new DefaultTracingObservationHandler(
                        new OtelTracer(sdk.getTracer("micrometer"), new OtelCurrentTraceContext(), event -> {})))
                .observationHandler(new DefaultMeterObservationHandler(meters));
        OpenAiChatOptions options = options(baseUrl);
        model = OpenAiChatModel.builder()
                .options(options)
                .observationRegistry(registry)
                .meterRegistry(meters)
                .build();
    }

    private static OpenAiChatOptions options(String baseUrl) {
        OpenAiChatOptions.Builder options = new OpenAiChatOptions.Builder();
        options.baseUrl(baseUrl + "/v1");
        options.apiKey("key");
        options.maxRetries(0);
        options.model("gpt-4o-mini");
        options.temperature(0.2);
        options.maxCompletionTokens(100);
        options.topP(0.9);
        options.seed(7);
        options.frequencyPenalty(0.1);
        options.presencePenalty(0.2);
        options.stop(List.of("\n\n"));
        options.streamUsage(true);
        return options.build();
    }

    public static void main(String[] args) throws Exception {
        Scenarios.run("Spring AI 2.0.1 with Micrometer tracing", SpringAi::new);
    }

    private static Prompt prompt() {
        return new Prompt(List.of(new SystemMessage("You know rivers"), new UserMessage("What is a weir?")));
    }

    @Override
    public void call() {
        model.call(prompt());
    }

    @Override
    public void stream(Predicate<String> more) {
        model.stream(prompt()).takeWhile(response -> more.test(text(response))).blockLast();
    }

    private static String text(ChatResponse response) {
        return response.getResult() == null || response.getResult().getOutput().getText() == null
                ? ""
                : response.getResult().getOutput().getText();
    }

    @Override
    public void close() {
        meters.getMeters().forEach(meter -> System.out.println("meter " + meter.getId()));
    }
}
