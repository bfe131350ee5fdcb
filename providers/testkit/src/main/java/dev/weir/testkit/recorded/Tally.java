package dev.weir.testkit.recorded;

import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;

/** Counts by provider, api, mode and split, and prints the table. Not thread-safe. */
final class Tally {

    private static final String ROW = "%-12s %-20s %-7s %-12s %9s %7s %7s %8s%n";

    private static final class Line {
        private final RecordedExchange like;
        private final String split;
        private int passed;
        private int failed;
        private int skipped;

        Line(RecordedExchange like, String split) {
            this.like = like;
            this.split = split;
        }

        void print(PrintStream out) {
            int all = passed + failed + skipped;
            out.printf(ROW, like.provider(), like.api(), like.mode(), split, all, passed, failed, skipped);
        }
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
        lines.values().forEach(line -> line.print(out));
        out.println();
        out.println(summary());
    }

    String summary() {
        return passed + " passed, " + failed + " failed" + (skipped == 0 ? "" : ", " + skipped + " skipped");
    }

    private Line line(RecordedExchange exchange, String split) {
        String key = String.join(" ", exchange.provider(), exchange.api(), exchange.mode(), split);
        return lines.computeIfAbsent(key, name -> new Line(exchange, split));
    }
}
