package dev.weir.examples.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.tracing.ContentCapture;
import dev.weir.tracing.Semconv;
import dev.weir.tracing.conformance.Checker;
import dev.weir.tracing.conformance.Exported;
import dev.weir.tracing.conformance.Registry;
import dev.weir.tracing.conformance.Report;
import dev.weir.tracing.conformance.SpanType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The program as it is run by others: a process of its own, told everything by variables, heard over OTLP. */
class EndToEndTest {

    private static final double TOLERANCE = 0.5;

    private final LoopbackServer providers = LoopbackServer.startNow();
    private final LoopbackServer collector = LoopbackServer.startNow();

    @AfterEach
    void stop() {
        providers.close();
        collector.close();
    }

    private record Ended(int code, String output) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        return run(ContentCapture.NO_CONTENT, arguments);
    }

    private Ended run(ContentCapture capture, String... arguments) throws IOException, InterruptedException {
        collector.always(Reply.of("application/x-protobuf", new byte[0]));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Conformance.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("OTEL_") || name.startsWith("WEIR_"));
        for (Family family : Family.values()) {
            variables.remove(family.urlVariable());
            variables.remove(family.keyVariable());
        }
        variables.put("LLM_BASE_URL", providers.url());
        variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url());
        variables.put("OTEL_SERVICE_NAME", "conformance");
        variables.put("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", capture.name());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void whatArrivesHasNoFindingsThatAreNotDeclared(Family family) throws IOException, InterruptedException {
        Registry.assumePresent();
        providers.script(new EveryProvider());

        Ended ended = run(ContentCapture.SPAN_AND_EVENT, family.label());

        assertThat(ended.output()).doesNotContain("failed");
        assertThat(ended.code()).isZero();
        Exported exported = OtlpExport.of(collector.requests());
        Report report = Checker.of(Semconv.V1_41).tolerance(TOLERANCE).check(exported);
        report.print(System.out, "Over OTLP, " + family.label());
        assertThat(report.unexpected(Declared.of(family))).isEmpty();
        assertThat(report.coverage().seen(SpanType.INFERENCE))
                .contains("gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions");
        assertThat(exported.events())
                .extracting(Exported.Event::name)
                .filteredOn(name -> name.equals("gen_ai.client.inference.operation.details"))
                .hasSize(6);
        assertThat(exported.spans()).hasSize(family.models().embedding() == null ? 7 : 8);
        assertThat(exported.metrics())
                .extracting(Exported.Metric::name)
                .contains(
                        "gen_ai.client.operation.duration",
                        "gen_ai.client.token.usage",
                        "gen_ai.client.operation.time_to_first_chunk",
                        "gen_ai.client.operation.time_per_output_chunk",
                        "gen_ai.execute_tool.duration");
    }

    @Test
    void aFailureShowsInTheExitCodeAndStillIsExported() throws IOException, InterruptedException {
        providers.always(Reply.of("text/plain", "no").status(404));

        Ended ended = run("openai", "inference", "streaming");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).contains("openai inference: failed").contains("openai streaming: failed");
        assertThat(OtlpExport.of(collector.requests()).spans())
                .hasSize(2)
                .allMatch(span -> span.status().equals("ERROR"));
    }

    @Test
    void anUnknownNameIsAnsweredByWhatIsKnown() throws IOException, InterruptedException {
        for (String[] arguments : new String[][] {{}, {"acme"}, {"openai", "poetry"}, {"anthropic", "embeddings"}}) {
            Ended ended = run(arguments);

            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.output())
                    .contains("openai, anthropic, google, bedrock, cohere")
                    .contains("tool-calling");
        }
        assertThat(providers.requestCount() + collector.requestCount()).isZero();
    }
}
