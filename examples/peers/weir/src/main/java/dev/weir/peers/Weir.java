package dev.weir.peers;

import dev.weir.Model;
import dev.weir.Request;
import dev.weir.client.LlmClient;
import dev.weir.openai.OpenAi;
import dev.weir.tracing.Tracing;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.function.Predicate;

/** Weir, in the same situations. */
final class Weir implements Peer {

    private final LlmClient client;
    private final Model model;

    private Weir(String baseUrl, OpenTelemetrySdk sdk) {
        client = LlmClient.builder()
                .provider(
                        OpenAi.builder().baseUrl(baseUrl + "/v1").apiKey("key").build())
                .intercept(Tracing.builder(sdk).build())
                .build();
        model = client.model("openai/gpt-4o-mini");
    }

    public static void main(String[] args) throws Exception {
        Scenarios.run("Weir", Weir::new);
    }

    private static Request request() {
        return Request.builder()
                .system("You know rivers")
                .user("What is a weir?")
                .temperature(0.2)
                .maxTokens(100)
                .options(options -> options.topP(0.9)
                        .seed(7)
                        .frequencyPenalty(0.1)
                        .presencePenalty(0.2)
                        .stop("\n\n"))
                .build();
    }

    @Override
    public void call() {
        model.call(request()).block();
    }

    @Override
    public void stream(Predicate<String> more) {
        model.stream(request()).takeWhile(chunk -> more.test(chunk.text())).blockLast();
    }

    @Override
    public void close() {
        client.close().block();
    }
}
