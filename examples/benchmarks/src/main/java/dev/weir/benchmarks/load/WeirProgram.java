package dev.weir.benchmarks.load;

import dev.weir.Model;
import dev.weir.Request;
import dev.weir.benchmarks.DroppingTelemetry;
import dev.weir.client.LlmClient;
import dev.weir.openai.OpenAi;
import dev.weir.tracing.Tracing;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import reactor.core.publisher.Mono;

/** Weir with its defaults: every chunk is received and its text read, and the answer is assembled. */
final class WeirProgram implements Program {

    private final LlmClient client;
    private final Model model;
    private final Request request = Request.builder()
            .system("You are a poet")
            .user("Write about the river")
            .build();
    private final Runnable closing;

    private WeirProgram(LlmClient.Builder builder, int port, Runnable closing) {
        this.client = builder.autoIntercept(false)
                .provider(OpenAi.builder()
                        .baseUrl("http://127.0.0.1:" + port + "/v1")
                        .apiKey("none")
                        .build())
                .build();
        this.model = client.model("openai/gpt-4o-mini");
        this.closing = closing;
    }

    static WeirProgram untraced(int port) {
        return new WeirProgram(LlmClient.builder(), port, () -> {});
    }

    static WeirProgram traced(int port) {
        OpenTelemetrySdk sdk = DroppingTelemetry.create();
        return new WeirProgram(LlmClient.builder().intercept(Tracing.create(sdk)), port, sdk::close);
    }

    @Override
    public Mono<Reading> stream() {
        return Mono.defer(() -> {
            Reading.Builder reading = new Reading.Builder();
            return model.stream(request)
                    .doOnNext(chunk -> reading.text(chunk.text()))
                    .then(Mono.fromSupplier(reading::build));
        });
    }

    @Override
    public Mono<Reading> call() {
        return model.call(request).map(response -> Reading.ofText(response.text(), 1));
    }

    @Override
    public Reading expectedStream() {
        return Reading.streamedText();
    }

    @Override
    public Reading expectedCall() {
        return Reading.completedText();
    }

    @Override
    public void close() {
        client.close().block();
        closing.run();
    }
}
