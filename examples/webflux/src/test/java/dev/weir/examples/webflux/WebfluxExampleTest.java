package dev.weir.examples.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Model;
import dev.weir.testkit.otlp.OtlpReceiver;
import dev.weir.testkit.otlp.ReceivedSpan;
import dev.weir.tracing.Tracing;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/** The application as Spring Boot runs it: its versions, Micrometer's tracing over OpenTelemetry, no agent. */
class WebfluxExampleTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern TEXT = Pattern.compile("\\{\"text\":\"(.*?)\"}");
    private static final Pattern TRACE = Pattern.compile("\"trace\":\"([0-9a-f]{32})\"");

    private static final HttpClient http = HttpClient.newHttpClient();
    private static OtlpReceiver receiver;
    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() {
        receiver = OtlpReceiver.startNow();
        application = new SpringApplicationBuilder(WebfluxExample.class)
                .profiles("quiet")
                .run(
                        "--server.port=0",
                        "--management.opentelemetry.tracing.export.otlp.endpoint=" + receiver.url() + "/v1/traces",
                        "--management.opentelemetry.tracing.export.schedule-delay=50ms");
    }

    @AfterAll
    static void stop() {
        application.close();
        receiver.close();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port") + path))
                .timeout(LIMIT);
    }

    private static HttpRequest.Builder ask(String prompt) {
        return request("/answer?prompt=" + URLEncoder.encode(prompt, StandardCharsets.UTF_8));
    }

    private static String body(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private static String traceOf(String body) {
        var matcher = TRACE.matcher(body);
        assertThat(matcher.find()).as(body).isTrue();
        return matcher.group(1);
    }

    /** Waits for the spans of one request and returns those that matter, server first, the check of the question last. */
    private static List<ReceivedSpan> trace(String id) {
        List<ReceivedSpan> spans =
                receiver
                        .await(
                                LIMIT,
                                all -> all.stream()
                                                .filter(span -> span.traceId().equals(id))
                                                .count()
                                        == 4)
                        .stream()
                        .filter(span -> span.traceId().equals(id))
                        .toList();
        return List.of(
                spans.stream()
                        .filter(span -> span.kind().equals("SERVER"))
                        .findFirst()
                        .orElseThrow(),
                spans.stream()
                        .filter(span -> span.name().equals("answer"))
                        .findFirst()
                        .orElseThrow(),
                spans.stream()
                        .filter(span -> span.name().equals("chat parrot"))
                        .findFirst()
                        .orElseThrow(),
                spans.stream()
                        .filter(span -> span.name().equals("check_question"))
                        .findFirst()
                        .orElseThrow());
    }

    private static void assertNested(List<ReceivedSpan> spans) {
        assertThat(spans.get(1).isChildOf(spans.get(0))).isTrue();
        assertThat(spans.get(2).isChildOf(spans.get(1))).isTrue();
        assertThat(spans).extracting(ReceivedSpan::service).containsOnly("weir-webflux");
    }

    @Test
    void thePageIsServed() throws Exception {
        assertThat(body(request("/"))).contains("<form id=\"ask\">");
    }

    @Test
    void anAnswerStreamsAsEventsAndItsTraceHasServerStepAndCall() throws Exception {
        String body = body(
                ask("Tell me about rivers").header(WhoAsks.SESSION, "session-7").header(WhoAsks.TENANT, "acme"));

        assertThat(body).startsWith("event:piece\n").contains("event:done\n").contains("\"tenant\":\"acme\"");
        assertThat(TEXT.matcher(body).results().count()).isGreaterThan(3);
        List<ReceivedSpan> spans = trace(traceOf(body));
        assertNested(spans);
        assertThat(spans.get(0).parentId()).isEmpty();
        assertThat(spans.get(1).attributes()).containsEntry("session.id", "session-7");
        assertThat(spans.get(2).attributes()).containsKey("gen_ai.usage.output_tokens");
        assertThat(spans.get(2).kind()).isEqualTo("CLIENT");
    }

    @Test
    void annotatedBeansHaveSpansWithTheSessionOfTheRequest() throws Exception {
        String body = body(ask("Tell me about rivers").header(WhoAsks.SESSION, "session-8"));

        List<ReceivedSpan> spans = trace(traceOf(body));
        assertThat(spans.get(3).isChildOf(spans.get(1))).isTrue();
        assertThat(spans.get(3).attributes()).containsEntry("session.id", "session-8");
    }

    @Test
    void aTraceThatArrivesGoesOn() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        String body = body(ask("hi").header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"));

        assertThat(traceOf(body)).isEqualTo(trace);
        List<ReceivedSpan> spans = trace(trace);
        assertNested(spans);
        assertThat(spans.get(0).parentId()).isEqualTo("00f067aa0ba902b7");
    }

    @Test
    void requestsAtOnceKeepTheirTracesApart() {
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 16)
                .mapToObj(i -> http.sendAsync(ask("question " + i).build(), HttpResponse.BodyHandlers.ofString()))
                .toList();
        List<String> traces =
                answers.stream().map(answer -> traceOf(answer.join().body())).toList();

        assertThat(answers).allMatch(answer -> answer.join().body().contains("event:done"));
        assertThat(traces).doesNotHaveDuplicates();
        traces.forEach(trace -> assertNested(trace(trace)));
    }

    private static ReceivedSpan span(String name) {
        return receiver
                .await(LIMIT, all -> all.stream().anyMatch(span -> span.name().equals(name)))
                .stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void assertHasCall(ReceivedSpan parent) {
        assertThat(receiver.spans())
                .filteredOn(span -> span.isChildOf(parent))
                .singleElement()
                .satisfies(call -> assertThat(call.name()).isEqualTo("chat parrot"));
    }

    @Test
    void betweenMicrometersSpansAndOursTheNearerIsTheParent() {
        Tracing tracing = application.getBean(Tracing.class);
        Model model = application.getBean(Model.class);
        Observation observation = Observation.start("look up", application.getBean(ObservationRegistry.class));
        UnaryOperator<Context> observed = context -> context.put(ObservationThreadLocalAccessor.KEY, observation);

        tracing.trace("around it")
                .around(model.call("hi").subscribeOn(Schedulers.parallel()).contextWrite(observed))
                .block(LIMIT);
        tracing.trace("inside it")
                .around(model.call("hi").subscribeOn(Schedulers.parallel()))
                .contextWrite(observed)
                .block(LIMIT);
        observation.stop();

        ReceivedSpan lookUp = span("look up");
        ReceivedSpan inside = span("inside it");
        assertThat(inside.isChildOf(lookUp)).isTrue();
        assertHasCall(inside);
        assertThat(receiver.spans())
                .filteredOn(span -> span.isChildOf(lookUp))
                .extracting(ReceivedSpan::name)
                .containsExactlyInAnyOrder("chat parrot", "inside it");
        assertThat(receiver.spans()).noneMatch(span -> span.isChildOf(span("around it")));
    }

    @Test
    void aWebClientInAStepIsAChildOfTheStep() {
        WebClient web = WebClient.builder()
                .observationRegistry(application.getBean(ObservationRegistry.class))
                .baseUrl(receiver.url())
                .build();
        application
                .getBean(Tracing.class)
                .trace("fetch")
                .around(web.get().uri("/shelf").retrieve().toBodilessEntity())
                .block(LIMIT);

        ReceivedSpan fetch = span("fetch");
        assertThat(receiver.spans())
                .filteredOn(span -> span.isChildOf(fetch))
                .singleElement()
                .satisfies(request -> assertThat(request.kind()).isEqualTo("CLIENT"));
    }
}
