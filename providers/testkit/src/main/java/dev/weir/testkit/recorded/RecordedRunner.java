package dev.weir.testkit.recorded;

import dev.weir.client.LlmClient;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Split;
import dev.weir.spi.Provider;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Replays every exchange of a directory through the public API over a real socket: whole, byte by byte and at random splits,
 * and compares what was read with what the recording expects. Exchanges whose provider is not on the class path are skipped.
 *
 * <p>System properties: {@code recorded.dir} (the directory), {@code recorded.seed} (of the random splits; new each time by
 * default, and printed), {@code recorded.only} (replays only ids that contain this text).
 */
public final class RecordedRunner {

    private static final int CONCURRENCY = 16;
    private static final int MAX_DIFFERENCE = 400;

    private record Way(String name, Split split, boolean corked) {}

    private record Result(Replay replay, @Nullable String difference) {}

    private final List<RecordedExchange> exchanges;
    private final long seed;
    private final PrintStream out;
    private final Tally tally = new Tally();
    private final List<Replay> replays = new ArrayList<>();
    private final Map<String, Provider> providers = new TreeMap<>();

    RecordedRunner(List<RecordedExchange> exchanges, long seed, PrintStream out) {
        this.exchanges = exchanges;
        this.seed = seed;
        this.out = out;
    }

    /** Runs with the system properties; exits with 1 if an exchange failed and with 2 if it cannot run. */
    public static void main(String[] arguments) throws IOException {
        String directory = System.getProperty("recorded.dir", "");
        if (directory.isBlank() || !Files.isDirectory(Path.of(directory))) {
            System.err.println(
                    "No directory of recorded traffic at \"" + directory + "\": give one with -Drecorded.dir=");
            System.exit(2);
        }
        String only = System.getProperty("recorded.only", "");
        List<RecordedExchange> all = RecordedExchange.readAll(Path.of(directory)).stream()
                .filter(exchange -> exchange.id().contains(only))
                .toList();
        String given = System.getProperty("recorded.seed", "");
        long seed = given.isBlank() ? System.nanoTime() : Long.parseLong(given.trim());
        boolean good = new RecordedRunner(all, seed, System.out).run();
        System.out.flush();
        System.exit(good && !all.isEmpty() ? 0 : 1);
    }

    /** Replays everything, prints the report and returns whether nothing failed. */
    boolean run() {
        long started = System.nanoTime();
        plan(new Targets());
        try (LoopbackServer server = LoopbackServer.builder()
                .recording(false)
                .script(request -> replays.get(Replay.numberOf(request)).reply())
                .startNow()) {
            LlmClient client = client(server);
            List<Result> results = Flux.fromIterable(replays)
                    .flatMap(replay -> replay.read(client).map(reading -> judge(replay, reading)), CONCURRENCY)
                    .collectList()
                    .block();
            client.close().block(Duration.ofSeconds(10));
            report(results == null ? List.of() : results);
        }
        out.printf(
                "%d exchanges, random splits of seed %d (repeat with -Drecorded.seed=%d), %.1f s%n%n",
                exchanges.size(), seed, seed, (System.nanoTime() - started) / 1e9);
        tally.print(out);
        return tally.isGood();
    }

    private void plan(Targets targets) {
        for (RecordedExchange exchange : exchanges) {
            String name = exchange.provider() + "." + exchange.api();
            Provider provider = targets.find(exchange.provider(), exchange.api());
            if (provider != null) {
                providers.put(name, provider);
            }
            for (Way way : ways(exchange)) {
                if (provider == null) {
                    tally.skipped(exchange, way.name());
                } else {
                    replays.add(new Replay(replays.size(), name, exchange, way.split(), way.corked()));
                }
            }
        }
    }

    /** Random pieces are flushed one by one; single bytes go out together, each as an HTTP chunk, so as not to take hours. */
    private List<Way> ways(RecordedExchange exchange) {
        Split random = Split.random(seed ^ exchange.id().hashCode());
        return List.of(
                new Way("whole", Split.WHOLE, false),
                new Way("byte by byte", Split.BYTES, true),
                new Way("random", random, false));
    }

    private LlmClient client(LoopbackServer server) {
        LlmClient.Builder builder = LlmClient.builder().autoIntercept(false);
        providers.forEach((name, real) -> builder.provider(new ReplayProvider(
                name,
                real,
                server.url(),
                number -> replays.get(number).exchange().model())));
        return builder.build();
    }

    private static Result judge(Replay replay, Reading reading) {
        try {
            return new Result(replay, Comparison.firstDifference(replay.exchange(), reading));
        } catch (RuntimeException broken) {
            return new Result(replay, "the comparison failed: " + broken);
        }
    }

    private void report(List<Result> results) {
        results.stream()
                .sorted(Comparator.comparing(result ->
                        result.replay().exchange().id() + result.replay().number()))
                .forEach(this::report);
    }

    private void report(Result result) {
        RecordedExchange exchange = result.replay().exchange();
        String way = way(result.replay());
        String difference = result.difference();
        if (difference == null) {
            tally.passed(exchange, way);
            return;
        }
        tally.failed(exchange, way);
        String line = difference.replace('\n', ' ').replace('\r', ' ');
        out.println("FAILED " + exchange.id() + " (" + way + ") "
                + (line.length() > MAX_DIFFERENCE ? line.substring(0, MAX_DIFFERENCE) + " ..." : line));
    }

    private static String way(Replay replay) {
        return replay.split() == Split.WHOLE ? "whole" : replay.split() == Split.BYTES ? "byte by byte" : "random";
    }
}
