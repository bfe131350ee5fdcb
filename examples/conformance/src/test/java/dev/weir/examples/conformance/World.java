package dev.weir.examples.conformance;

import dev.weir.Model;
import dev.weir.client.LlmClient;
import dev.weir.local.LoopbackServer;
import dev.weir.spi.Environment;
import dev.weir.tracing.ContentCapture;
import dev.weir.tracing.Semconv;
import dev.weir.tracing.Tracing;
import dev.weir.tracing.conformance.Checker;
import dev.weir.tracing.conformance.Probe;
import dev.weir.tracing.conformance.Report;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A server that plays every provider, and a client that is traced into memory. */
final class World implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** On a busy machine much may pass between the readings of two clocks; the unit of seconds is still told from others. */
    private static final double TOLERANCE = 0.5;

    final LoopbackServer server =
            LoopbackServer.builder().script(new EveryProvider()).startNow();
    final Probe probe = new Probe();
    final Tracing tracing;
    final LlmClient client;
    private final Semconv semconv;

    /** Records content wherever it may be recorded. */
    World(Semconv semconv) {
        this(semconv, ContentCapture.SPAN_AND_EVENT);
    }

    World(Semconv semconv, ContentCapture capture) {
        this.semconv = semconv;
        this.tracing = Tracing.builder(probe.sdk())
                .semconv(semconv)
                .captureContent(capture)
                .build();
        Map<String, String> variables = new HashMap<>();
        variables.put(Servers.EVERYBODY, server.url());
        for (String brand : new String[] {"MISTRAL", "XAI", "GROQ", "LITELLM"}) {
            variables.put(brand + "_BASE_URL", server.url() + "/v1");
            variables.put(brand + "_API_KEY", "none");
        }
        variables.put("AZURE_OPENAI_ENDPOINT", server.url());
        variables.put("AZURE_OPENAI_API_KEY", "none");
        variables.put("AZURE_AI_ENDPOINT", server.url());
        variables.put("AZURE_AI_API_KEY", "none");
        this.client = LlmClient.builder()
                .autoIntercept(false)
                .environment(Servers.of(Environment.of(variables)))
                .intercept(tracing)
                .build();
    }

    Model model(String id) {
        return client.model(id);
    }

    void run(Scenario scenario, Family family) {
        scenario.run(new Scenario.Setup(client, tracing, family)).block(PATIENCE);
    }

    Report report() {
        return Checker.of(semconv).tolerance(TOLERANCE).check(probe.exported());
    }

    @Override
    public void close() {
        client.close().block(PATIENCE);
        server.close();
        probe.close();
    }
}
