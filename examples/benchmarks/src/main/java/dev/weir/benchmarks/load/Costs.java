package dev.weir.benchmarks.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What one kind of work cost each program, round by round, and how that is printed. */
final class Costs {

    private record Cost(double micros, double bytes) {}

    private final String title;
    private final String unit;
    private final int unitsPerAnswer;
    private final Map<Variant, List<Cost>> rounds = new EnumMap<>(Variant.class);

    Costs(String title, String unit, int unitsPerAnswer) {
        this.title = title;
        this.unit = unit;
        this.unitsPerAnswer = unitsPerAnswer;
    }

    /** Adds the next round of a program: what it answered, and to how many requests. */
    void add(Variant variant, String answer, int requests) {
        double units = (double) requests * unitsPerAnswer;
        Cost cost = new Cost(cpuNanos(answer) / 1e3 / units, Long.parseLong(answer.split(" ")[1]) / units);
        rounds.computeIfAbsent(variant, key -> new ArrayList<>()).add(cost);
    }

    /** Returns the CPU time in a client's answer. */
    static long cpuNanos(String answer) {
        return Long.parseLong(answer.split(" ")[0]);
    }

    String table() {
        StringBuilder out = new StringBuilder(title).append('\n');
        out.append(String.format(
                Locale.ROOT,
                "  %-14s%-26s%-26s%-24s%s%n",
                "",
                "CPU us per " + unit,
                "bytes per " + unit,
                "CPU to raw JSON",
                "CPU to Weir"));
        for (Variant variant : rounds.keySet()) {
            double[] micros = values(variant, false);
            out.append(String.format(
                    Locale.ROOT,
                    "  %-14s%-26s%-26s%-24s%s%n",
                    variant.title,
                    spread(micros, "%.2f"),
                    spread(values(variant, true), "%.0f"),
                    spread(ratios(micros, Variant.JSON), "%.2f"),
                    variant == Variant.TRACED ? spread(ratios(micros, Variant.WEIR), "%.3f") : ""));
        }
        return out.toString();
    }

    private double[] values(Variant variant, boolean bytes) {
        List<Cost> costs = rounds.getOrDefault(variant, List.of());
        return costs.stream()
                .mapToDouble(cost -> bytes ? cost.bytes : cost.micros)
                .toArray();
    }

    /** Divides within each round, so that what disturbs a whole round disturbs both sides. */
    private double[] ratios(double[] micros, Variant base) {
        double[] divisors = values(base, false);
        double[] ratios = new double[Math.min(micros.length, divisors.length)];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = micros[i] / divisors[i];
        }
        return ratios;
    }

    /** Returns median and extremes. */
    private static String spread(double[] values, String format) {
        if (values.length == 0) {
            return "-";
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        String all = format + " (" + format + ".." + format + ")";
        return String.format(Locale.ROOT, all, median, sorted[0], sorted[sorted.length - 1]);
    }
}
