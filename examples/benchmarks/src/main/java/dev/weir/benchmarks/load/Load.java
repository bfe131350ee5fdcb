package dev.weir.benchmarks.load;

import dev.weir.benchmarks.ChatTraffic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares what reading an answer costs: plain Reactor Netty that counts events, plain Reactor Netty with Jackson's streaming
 * parser, Weir, and Weir traced. Each program runs in a process of its own; all are warmed up, then they take turns in short
 * rounds, so that what else the machine does touches all alike. Processes are started anew several times, because a JIT
 * compiler does not decide the same way every time.
 *
 * <p>The server is pinned to core 0 and the clients to core 1 where {@code taskset} and a second core are there.
 */
public final class Load {

    /** How long to measure. */
    private enum Mode {
        SHORT(1, 4, 5),
        FULL(2, 12, 15);

        private final int generations;
        private final int rounds;
        private final int warmUps;

        Mode(int generations, int rounds, int warmUps) {
            this.generations = generations;
            this.rounds = rounds;
            this.warmUps = warmUps;
        }
    }

    private static final int STREAMS = 1_000;
    private static final int CALLS = 30_000;
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-Xms512m", "-Xmx512m");

    private final Mode mode;
    private final int perWrite = Integer.getInteger("load.perWrite", 25);
    private final boolean pinned = canPin();
    private final List<Variant> variants = new ArrayList<>(Arrays.asList(Variant.values()));
    private final Costs streams = new Costs(
            "Streams: " + ChatTraffic.CHUNKS + " chunks of " + ChatTraffic.chunk().length + " bytes, " + perWrite
                    + " per write, concurrency " + LoadClient.CONCURRENCY,
            "chunk",
            ChatTraffic.CHUNKS);
    private final Costs calls = new Costs(
            "Calls: answers of " + ChatTraffic.completion().length + " bytes, concurrency " + LoadClient.CONCURRENCY,
            "call",
            1);

    private Load(Mode mode) {
        this.mode = mode;
    }

    /**
     * Runs the comparison. The argument is {@code short} (about a minute, the default) or {@code full} (about five). System
     * properties: {@code load.perWrite}, how many events the server puts into one write, 25 by default; {@code load.jvm},
     * more options for the clients' JVMs, {@code @variant@} in them replaced; {@code load.only}, names of variants.
     */
    public static void main(String[] args) throws IOException {
        Mode mode = args.length > 0 && args[0].equalsIgnoreCase("full") ? Mode.FULL : Mode.SHORT;
        new Load(mode).run();
    }

    private void run() throws IOException {
        String only = System.getProperty("load.only", "");
        if (!only.isEmpty()) {
            variants.retainAll(
                    Arrays.stream(only.split(",")).map(Variant::valueOf).toList());
        }
        System.out.println("JDK " + Runtime.version() + ", "
                + (pinned ? "server on core 0, clients on core 1" : "not pinned: needs taskset and two cores") + ", "
                + mode.generations + " x " + mode.rounds + " rounds");
        for (int generation = 1; generation <= mode.generations; generation++) {
            try (Child server = Child.start(core(0), LoadServer.class, JVM, Integer.toString(perWrite))) {
                generation(generation, server.read());
            }
        }
        System.out.println();
        System.out.println(streams.table());
        System.out.println(calls.table());
        System.out.println(
                "Median (least..most) of all rounds; ratios are formed within a round. CPU is that of the whole"
                        + " client process.\nEvery text was compared; raw bytes counts events and body bytes instead.");
    }

    private void generation(int generation, String port) throws IOException {
        Map<Variant, Child> clients = new EnumMap<>(Variant.class);
        try {
            for (Variant variant : variants) {
                progress("warming up " + variant.title + ", process " + generation + " of " + mode.generations);
                Child client = Child.start(core(1), LoadClient.class, jvm(variant), variant.name(), port);
                clients.put(variant, client);
                warmUp(client, "stream " + STREAMS / 2);
                warmUp(client, "call " + CALLS / 2);
                warmUp(client, "stream " + STREAMS / 2);
            }
            for (int round = 1; round <= mode.rounds; round++) {
                progress("round " + round + " of " + mode.rounds);
                for (Map.Entry<Variant, Child> client : clients.entrySet()) {
                    streams.add(client.getKey(), client.getValue().ask("stream " + STREAMS), STREAMS);
                }
                for (Map.Entry<Variant, Child> client : clients.entrySet()) {
                    calls.add(client.getKey(), client.getValue().ask("call " + CALLS), CALLS);
                }
            }
        } finally {
            clients.values().forEach(Child::close);
        }
    }

    /** Repeats the work until it no longer becomes cheaper, at most as often as the mode says. */
    private void warmUp(Child client, String order) throws IOException {
        double best = Double.MAX_VALUE;
        int calm = 0;
        for (int i = 0; i < mode.warmUps && calm < 2; i++) {
            double cpu = Costs.cpuNanos(client.ask(order));
            calm = cpu < best * 0.95 ? 0 : calm + 1;
            best = Math.min(best, cpu);
        }
    }

    private static List<String> jvm(Variant variant) {
        List<String> options = new ArrayList<>(JVM);
        String more = System.getProperty("load.jvm", "");
        if (!more.isEmpty()) {
            options.addAll(List.of(more.replace("@variant@", variant.name()).split(" ")));
        }
        return options;
    }

    private @Nullable Integer core(int number) {
        return pinned ? number : null;
    }

    private static boolean canPin() {
        if (Runtime.getRuntime().availableProcessors() < 2) {
            return false;
        }
        try {
            return new ProcessBuilder("taskset", "-c", "0,1", "true").start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void progress(String what) {
        System.out.println("  " + what);
    }
}
