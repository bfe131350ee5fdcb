package dev.weir.examples.conformance;

import dev.weir.client.LlmClient;
import dev.weir.spi.Environment;
import dev.weir.tracing.Tracing;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs scenarios of one provider and sends what was measured to {@code OTEL_EXPORTER_OTLP_ENDPOINT}:
 *
 * <pre>{@code
 * LLM_BASE_URL=http://localhost:8080 OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 \
 *     java -cp ... dev.weir.examples.conformance.Conformance openai inference streaming
 * }</pre>
 *
 * <p>Without names of scenarios all of the provider's run. Exits with 0 if all went well, 1 if one failed, 2 if the command
 * was not understood.
 */
public final class Conformance {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Conformance() {}

    /** Runs what the arguments name and exits. */
    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out));
    }

    private static int run(List<String> args, PrintStream out) {
        Family family = args.isEmpty() ? null : Family.named(args.get(0));
        List<Scenario> scenarios = family == null ? null : scenarios(family, args.subList(1, args.size()));
        if (family == null || scenarios == null) {
            usage(out);
            return 2;
        }
        Tracing tracing = Tracing.configure();
        LlmClient client = LlmClient.builder()
                .environment(Servers.of(Environment.SYSTEM))
                .intercept(tracing)
                .build();
        try {
            return runAll(new Scenario.Setup(client, tracing, family), scenarios, out) ? 0 : 1;
        } finally {
            tracing.flush().block(PATIENCE);
            tracing.close().block(PATIENCE);
            client.close().block(PATIENCE);
        }
    }

    /** Returns the scenarios of these names, all if there are none; null if one is unknown or the provider lacks it. */
    private static @Nullable List<Scenario> scenarios(Family family, List<String> names) {
        List<Scenario> possible =
                Scenario.ALL.stream().filter(scenario -> scenario.suits(family)).toList();
        List<Scenario> chosen = new ArrayList<>();
        for (Scenario scenario : possible) {
            if (names.isEmpty() || names.contains(scenario.name())) {
                chosen.add(scenario);
            }
        }
        return !names.isEmpty() && chosen.size() < names.size() ? null : chosen;
    }

    private static boolean runAll(Scenario.Setup setup, List<Scenario> scenarios, PrintStream out) {
        boolean good = true;
        for (Scenario scenario : scenarios) {
            String title = setup.family().label() + " " + scenario.name();
            try {
                scenario.run(setup).block(PATIENCE);
                out.println(title + ": done");
            } catch (RuntimeException failure) {
                out.println(title + ": failed: " + failure.getMessage());
                good = false;
            }
        }
        return good;
    }

    private static void usage(PrintStream out) {
        out.println("Usage: Conformance <provider> [scenario...]");
        out.println("Providers: "
                + String.join(
                        ", ", Arrays.stream(Family.values()).map(Family::label).toList()));
        out.println("Scenarios: "
                + String.join(", ", Scenario.ALL.stream().map(Scenario::name).toList())
                + "; Anthropic has no embeddings");
    }
}
