package dev.weir.examples.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.local.ChatWire;
import dev.weir.local.LoopbackServer;
import dev.weir.testkit.otlp.OtlpReceiver;
import dev.weir.testkit.otlp.ReceivedSpan;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** With the OpenTelemetry agent in a virtual machine of its own; {@code -Pinterop} brings the agent. */
@Tag("interop")
class AgentTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    private final OtlpReceiver receiver = OtlpReceiver.startNow();
    private final AtomicInteger failures = new AtomicInteger(2);
    private final LoopbackServer models = LoopbackServer.builder()
            .script(request -> request.bodyText().contains("flaky") && failures.getAndDecrement() > 0
                    ? ChatWire.error(503, "server_error", null, "busy")
                    : request.bodyText().contains("\"stream\":true")
                            ? ChatWire.text("a", "b").usage(1, 2).stream()
                            : ChatWire.text("a", "b").usage(1, 2).call())
            .startNow();

    @AfterEach
    void stop() {
        receiver.close();
        models.close();
    }

    private Process start(Class<?> main, String... args) throws IOException {
        String agent = System.getProperty("javaagent.jar", "");
        assertThat(new File(agent)).as("the agent's jar").isFile();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-javaagent:" + agent,
                "-Dotel.service.name=under-agent",
                "-Dotel.exporter.otlp.endpoint=" + receiver.url(),
                "-Dotel.metrics.exporter=none",
                "-Dotel.logs.exporter=none",
                "-Dotel.bsp.schedule.delay=100",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Asks as part of a trace; the body of the answer. */
    private static Mono<String> get(String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(LIMIT)
                .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                .build();
        HttpClient client = HttpClient.newHttpClient();
        return Mono.fromFuture(() -> client.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                .map(HttpResponse::body);
    }

    private List<ReceivedSpan> childrenOf(ReceivedSpan parent) {
        return receiver.spans().stream().filter(span -> span.isChildOf(parent)).toList();
    }

    private static boolean isHttp(ReceivedSpan span) {
        return span.kind().equals("CLIENT") && span.scope().contains("reactor-netty");
    }

    /** The call is the only child of its step but for its checks; the requests it took are the call's children. */
    private void assertNested(ReceivedSpan step, int requests) {
        List<ReceivedSpan> children = childrenOf(step).stream()
                .filter(span -> !span.name().equals("check_question"))
                .toList();
        assertThat(children).as(step.name()).singleElement().satisfies(chat -> {
            assertThat(chat.name()).startsWith("chat ");
            assertThat(childrenOf(chat)).as(step.name()).hasSize(requests).allMatch(AgentTest::isHttp);
        });
    }

    @Test
    void requestsAreChildrenOfTheirCallHoweverItIsMade() throws Exception {
        Process program = start(AgentProgram.class, models.url());
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
            String port = out.readLine();
            assertThat(port).matches("\\d+");
            assertThat(get("http://127.0.0.1:" + port + "/ask").block(LIMIT)).isEqualTo("ab");
            program.getOutputStream().close();
            assertThat(program.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            program.destroyForcibly();
        }

        for (String step : List.of("call", "stream", "first", "second", "hop")) {
            assertNested(receiver.span(step), 1);
        }
        assertNested(receiver.span("retry"), 3);
        for (int i = 0; i < AgentProgram.AT_ONCE; i++) {
            assertNested(receiver.span("many " + i), 1);
        }
        ReceivedSpan served = receiver.spans().stream()
                .filter(span -> span.kind().equals("SERVER"))
                .findFirst()
                .orElseThrow();
        assertThat(served.traceId()).isEqualTo(TRACE);
        assertThat(served.parentId()).isEqualTo(CALLER);
        assertNested(served, 1);
        assertThat(receiver.spans().stream().filter(AgentTest::isHttp)).hasSize(models.requestCount());
        assertThat(receiver.spans().stream()
                        .filter(span ->
                                span.parentId().isEmpty() && !span.name().startsWith("chat")))
                .allMatch(span -> span.scope().equals("dev.weir.tracing"));
    }

    @Test
    void aCallInAWebFluxControllerIsBelowTheRequest() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process application =
                start(WebfluxExample.class, "--server.port=" + port, "--spring.profiles.active=agent,quiet");
        application.getInputStream().close();
        try {
            String body = get("http://127.0.0.1:" + port + "/answer?prompt=hi")
                    .retryWhen(Retry.fixedDelay(600, Duration.ofMillis(100))
                            .filter(failure -> failure instanceof ConnectException))
                    .block(LIMIT);
            assertThat(body).contains("event:done");
            receiver.await(
                    LIMIT, spans -> spans.stream().anyMatch(span -> span.name().equals("GET /answer")));
        } finally {
            application.destroy();
            application.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        ReceivedSpan served = receiver.span("GET /answer");
        assertThat(served.traceId()).isEqualTo(TRACE);
        assertThat(served.parentId()).isEqualTo(CALLER);
        ReceivedSpan step = receiver.span("answer");
        assertThat(step.traceId()).isEqualTo(TRACE);
        assertThat(isBelow(step, served)).as("%s", receiver.spans()).isTrue();
        assertNested(step, 1);
        assertThat(receiver.span("check_question").isChildOf(step)).isTrue();
    }

    /** The agent may have put a span of the controller in between. */
    private boolean isBelow(ReceivedSpan span, ReceivedSpan ancestor) {
        for (ReceivedSpan at = span; ; ) {
            if (at.isChildOf(ancestor)) {
                return true;
            }
            String parent = at.parentId();
            List<ReceivedSpan> above = receiver.spans().stream()
                    .filter(candidate -> candidate.spanId().equals(parent))
                    .toList();
            if (above.isEmpty()) {
                return false;
            }
            at = above.get(0);
        }
    }
}
