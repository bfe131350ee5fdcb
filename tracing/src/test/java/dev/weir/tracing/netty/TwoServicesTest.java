package dev.weir.tracing.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.LlmClient;
import dev.weir.testkit.otlp.OtlpReceiver;
import dev.weir.testkit.otlp.ReceivedSpan;
import dev.weir.tracing.Attribution;
import dev.weir.tracing.Session;
import dev.weir.tracing.Tracing;
import io.opentelemetry.api.trace.SpanKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;

/**
 * An orchestrator asks a specialist that runs in another virtual machine: one trace of one session and tenant, though each
 * exports its own half.
 */
class TwoServicesTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static Process specialist(String endpoint) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Specialist.class.getName(),
                        endpoint)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static Mono<String> ask(Tracing tracing, String url, String question) {
        return tracing.trace("ask specialist")
                .kind(SpanKind.CLIENT)
                .around(tracing.inject()
                        .flatMap(trace -> HttpClient.create()
                                .headers(headers -> trace.forEach(headers::set))
                                .post()
                                .uri(url)
                                .send(ByteBufFlux.fromString(Mono.just(question)))
                                .responseContent()
                                .aggregate()
                                .asString()));
    }

    @Test
    void aTraceGoesOnInAnotherService() throws Exception {
        try (OtlpReceiver receiver = OtlpReceiver.startNow()) {
            Process specialist = specialist(receiver.url());
            Tracing tracing = Tracing.configure(config -> config.endpoint(receiver.url())
                    .serviceName("orchestrator")
                    .tracing(builder -> builder.ambient(ambient -> ambient.sendBaggage(true))));
            LlmClient client = LlmClient.builder().intercept(tracing).build();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(specialist.getInputStream(), StandardCharsets.UTF_8))) {
                String url = "http://127.0.0.1:" + out.readLine() + "/ask";
                String answer = tracing.trace("orchestrate")
                        .around(client.model("local/parrot")
                                .call("What do I not know?")
                                .flatMap(unknown -> ask(tracing, url, "What is a weir?")))
                        .contextWrite(Session.of("s-1"))
                        .contextWrite(Attribution.tenant("acme"))
                        .block(LIMIT);
                assertThat(answer).isNotBlank();
                tracing.close().block(LIMIT);
                specialist.getOutputStream().close();
                assertThat(specialist.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(specialist.exitValue()).isZero();
            } finally {
                specialist.destroyForcibly();
                client.close().block(LIMIT);
            }
            assertOneTrace(receiver);
        }
    }

    private static void assertOneTrace(OtlpReceiver receiver) {
        ReceivedSpan orchestrate = receiver.span("orchestrate");
        ReceivedSpan ask = receiver.span("ask specialist");
        ReceivedSpan served = receiver.span("POST /ask");
        ReceivedSpan lookUp = receiver.span("look up");
        assertThat(receiver.spans()).hasSize(6).allSatisfy(span -> {
            assertThat(span.traceId()).isEqualTo(orchestrate.traceId());
            assertThat(span.attributes()).containsEntry("session.id", "s-1").containsEntry("app.tenant_id", "acme");
        });
        assertThat(orchestrate.parentId()).isEmpty();
        assertThat(ask.isChildOf(orchestrate)).isTrue();
        assertThat(ask.kind()).isEqualTo("CLIENT");
        assertThat(served.isChildOf(ask)).isTrue();
        assertThat(served.kind()).isEqualTo("SERVER");
        assertThat(lookUp.isChildOf(served)).isTrue();
        assertThat(receiver.spans())
                .filteredOn(span -> span.name().equals("chat parrot"))
                .satisfiesExactlyInAnyOrder(
                        own -> {
                            assertThat(own.isChildOf(orchestrate)).isTrue();
                            assertThat(own.service()).isEqualTo("orchestrator");
                        },
                        remote -> {
                            assertThat(remote.isChildOf(lookUp)).isTrue();
                            assertThat(remote.service()).isEqualTo("specialist");
                        });
        assertThat(orchestrate.service()).isEqualTo("orchestrator");
        assertThat(served.service()).isEqualTo("specialist");
    }
}
