package dev.weir.testkit.recorded;

import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;

/** Counts by provider, api, mode and split, and prints the table. Not thread-safe. */
final class Tally {

    private static final String ROW = "%-12s %-20s %-7s %-12s %9s %7s %7s %8s%n";

    private static final class Line {
        private int passed;
        private int failed;
        private int skipped;
    }

    private final Map<String, Line> lines = new TreeMap<>();
    private int passed;
    private int failed;
    private int skipped;

    void passed(RecordedExchange exchange, String split) {
        line(exchange, split).passed++;
        passed++;
    }

    void failed(RecordedExchange exchange, String split) {
        line(exchange, split).failed++;
        failed++;
    }

    void skipped(RecordedExchange exchange, String split) {
        line(exchange, split).skipped++;
        skipped++;
    }

    boolean isGood() {
        return failed == 0;
    }

    /** Prints the table and, last and alone on its line, the sums. */
    void print(PrintStream out) {
        out.printf(ROW, "provider", "api", "mode", "split", "exchanges", "passed", "failed", "skipped");
        lines.forEach((key, line) -> {
            String[] names = key.split("\t");
            int all = line.passed + line.failed + line.skipped;
            out.printf(ROW, names[0], names[1], names[2], names[3], all, line.passed, line.failed, line.skipped);
        });
        out.println();
        out.println(summary());
    }

    String summary() {
        return passed + " passed, " + failed + " failed" + (skipped == 0 ? "" : ", " + skipped + " skipped");
    }

    private Line line(RecordedExchange exchange, String split) {
        String key = String.join("\t", exchange.provider(), exchange.api(), exchange.mode(), split);
        return lines.computeIfAbsent(key, name -> new Line());
    }
}
