package dev.weir.witness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The differences that are meant to be, read from a Markdown table of case, place, SDK, Weir and reason. The case cell
 * names one or several cases, or is {@code *} for all, {@code calls} or {@code streams} for all of that kind; in each of them
 * the difference must occur. A place that ends in {@code *} for all that begin so, a value of {@code *} for any that is present.
 */
record DifferenceTable(String name, List<Row> rows) {

    record Row(String cases, String place, String sdk, String weir, String reason) {

        boolean isAbout(SdkCase test) {
            return cases.equals("*")
                    || cases.equals(test.streamed() ? "streams" : "calls")
                    || names().contains(test.name());
        }

        List<String> names() {
            return List.of(cases.split("\\s*,\\s*"));
        }

        boolean covers(Difference difference) {
            return matches(place, difference.place())
                    && matchesValue(sdk, difference.sdk())
                    && matchesValue(weir, difference.weir());
        }

        private static boolean matches(String pattern, String text) {
            return pattern.endsWith("*")
                    ? text.startsWith(pattern.substring(0, pattern.length() - 1))
                    : pattern.equals(text);
        }

        private static boolean matchesValue(String pattern, String text) {
            return pattern.equals("*") ? !text.equals(Difference.ABSENT) : pattern.equals(text);
        }
    }

    static DifferenceTable read(String name) {
        try (InputStream file = DifferenceTable.class.getResourceAsStream("/differences/" + name + ".md")) {
            if (file == null) {
                throw new IllegalStateException("There is no table differences/" + name + ".md");
            }
            List<Row> rows = new ArrayList<>();
            new String(file.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("|"))
                    .skip(2)
                    .forEach(line -> rows.add(row(line)));
            return new DifferenceTable(name, List.copyOf(rows));
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static Row row(String line) {
        String[] cells = Arrays.stream(line.substring(1).split("\\|"))
                .map(cell -> cell.replace("`", "").strip())
                .toArray(String[]::new);
        if (cells.length != 5 || cells[4].isEmpty()) {
            throw new IllegalStateException("A row needs case, place, SDK, Weir and reason: " + line);
        }
        return new Row(cells[0], cells[1], cells[2], cells[3], cells[4]);
    }

    /** Returns what is wrong with the differences of a case: those not listed, and listed ones that did not occur. */
    List<String> complaints(SdkCase test, List<Difference> found) {
        List<Row> meant = rows.stream().filter(row -> row.isAbout(test)).toList();
        List<String> complaints = new ArrayList<>();
        for (Difference difference : found) {
            if (meant.stream().noneMatch(row -> row.covers(difference))) {
                complaints.add("not listed: | " + test + " | " + difference.place() + " | " + difference.sdk() + " | "
                        + difference.weir() + " |");
            }
        }
        for (Row row : meant) {
            if (found.stream().noneMatch(row::covers)) {
                complaints.add("listed, but did not occur in " + test + ": " + row);
            }
        }
        return complaints;
    }

    /** Returns the rows that name a case there is not. */
    List<Row> orphans(List<String> cases) {
        List<String> known = new ArrayList<>(cases);
        known.addAll(List.of("*", "calls", "streams"));
        return rows.stream().filter(row -> !known.containsAll(row.names())).toList();
    }
}
