package dev.weir.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Prints every finished trace as a tree, for development: name, duration, time to the first chunk, tokens read and
 * generated, cost under its usual name, error. Never content.
 *
 * <pre>
 * trace 5b8aa5a2d2c872e8321cf37308d69df2
 * recommend_book                1.42 s
 * +- chat gpt-4o-mini           1.38 s   first chunk 310 ms   tokens 25 in, 112 out
 * `- execute_tool find_shelf     12 ms   error java.net.ConnectException
 * </pre>
 *
 * <p>A trace is printed when its root has ended: a span without parent, or with a parent in another process. Spans that
 * come later are printed by themselves. At most {@value #MAX_TRACES} traces and {@value #MAX_SPANS} spans of each are kept;
 * beyond that the oldest trace is printed as it is, and further spans of a trace are only counted. Safe for use by several
 * threads; meant to sit behind a batching processor, as printing may block.
 */
public final class ConsoleSpanExporter implements SpanExporter {

    private static final int MAX_TRACES = 64;
    private static final int MAX_SPANS = 512;
    private static final int MAX_WIDTH = 60;

    private static final AttributeKey<Double> COST = AttributeKey.doubleKey(CostSettings.DEFAULT_ATTRIBUTE);

    private static final Comparator<SpanData> BY_START =
            Comparator.comparingLong(SpanData::getStartEpochNanos).thenComparing(SpanData::getSpanId);

    private static final class Trace {
        private final List<SpanData> spans = new ArrayList<>();
        private boolean rootEnded;
        private int dropped;
    }

    private final PrintStream out;
    private final Map<String, Trace> traces = new LinkedHashMap<>();
    /** Traces whose root was printed lately. */
    private final Map<String, Boolean> printed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_TRACES;
        }
    };

    private boolean closed;

    private ConsoleSpanExporter(PrintStream out) {
        this.out = out;
    }

    /** Returns an exporter that prints to the standard error stream. */
    public static ConsoleSpanExporter create() {
        return to(System.err);
    }

    /** Returns an exporter that prints to that stream, which it never closes. */
    public static ConsoleSpanExporter to(PrintStream out) {
        return new ConsoleSpanExporter(Objects.requireNonNull(out, "out"));
    }

    @Override
    public synchronized CompletableResultCode export(Collection<SpanData> spans) {
        if (closed) {
            return CompletableResultCode.ofFailure();
        }
        for (SpanData span : spans) {
            add(span);
        }
        traces.entrySet().removeIf(entry -> {
            boolean ended = entry.getValue().rootEnded;
            if (ended) {
                print(entry.getKey(), entry.getValue());
                printed.put(entry.getKey(), true);
            }
            return ended;
        });
        return CompletableResultCode.ofSuccess();
    }

    private void add(SpanData span) {
        Trace trace = traces.get(span.getTraceId());
        if (trace == null) {
            if (traces.size() == MAX_TRACES) {
                String oldest = traces.keySet().iterator().next();
                print(oldest, Objects.requireNonNull(traces.remove(oldest)));
            }
            trace = new Trace();
            traces.put(span.getTraceId(), trace);
        }
        boolean root = isRoot(span);
        trace.rootEnded |= root || printed.containsKey(span.getTraceId());
        if (trace.spans.size() < MAX_SPANS || root) {
            trace.spans.add(span);
        } else {
            trace.dropped++;
        }
    }

    private static boolean isRoot(SpanData span) {
        SpanContext parent = span.getParentSpanContext();
        return !parent.isValid() || parent.isRemote();
    }

    private void print(String traceId, Trace trace) {
        Set<String> known = new HashSet<>();
        trace.spans.forEach(span -> known.add(span.getSpanId()));
        List<SpanData> roots = new ArrayList<>();
        Map<String, List<SpanData>> children = new LinkedHashMap<>();
        trace.spans.stream().sorted(BY_START).forEach(span -> {
            if (isRoot(span) || !known.contains(span.getParentSpanId())) {
                roots.add(span);
            } else {
                children.computeIfAbsent(span.getParentSpanId(), id -> new ArrayList<>())
                        .add(span);
            }
        });
        List<String[]> rows = new ArrayList<>();
        roots.forEach(root -> rows(root, "", "", children, rows));
        write(traceId, rows, trace.dropped);
    }

    private static void rows(
            SpanData span, String prefix, String indent, Map<String, List<SpanData>> children, List<String[]> rows) {
        rows.add(new String[] {prefix + plain(span.getName()), duration(span), details(span)});
        List<SpanData> below = children.getOrDefault(span.getSpanId(), List.of());
        for (int i = 0; i < below.size(); i++) {
            boolean last = i == below.size() - 1;
            rows(below.get(i), indent + (last ? "`- " : "+- "), indent + (last ? "   " : "|  "), children, rows);
        }
    }

    private void write(String traceId, List<String[]> rows, int dropped) {
        int width = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
        StringBuilder text = new StringBuilder("trace ").append(traceId).append(System.lineSeparator());
        for (String[] row : rows) {
            String line = String.format(
                    Locale.ROOT, "%-" + Math.max(1, Math.min(width, MAX_WIDTH)) + "s %8s   %s", row[0], row[1], row[2]);
            text.append(line.stripTrailing()).append(System.lineSeparator());
        }
        if (dropped > 0) {
            text.append("(").append(dropped).append(" more spans)").append(System.lineSeparator());
        }
        out.print(text);
        out.flush();
    }

    private static String details(SpanData span) {
        List<String> details = new ArrayList<>();
        Double first = value(span, Names.RESPONSE_TIME_TO_FIRST_CHUNK);
        if (first != null) {
            details.add("first chunk " + duration((long) (first * 1e9)));
        }
        Long input = value(span, Names.USAGE_INPUT_TOKENS);
        Long output = value(span, Names.USAGE_OUTPUT_TOKENS);
        if (input != null || output != null) {
            details.add("tokens "
                    + (input == null ? "" : input + " in")
                    + (input == null || output == null ? "" : ", ")
                    + (output == null ? "" : output + " out"));
        }
        Double cost = value(span, COST);
        if (cost != null) {
            details.add("$" + BigDecimal.valueOf(cost).toPlainString());
        }
        if (span.getStatus().getStatusCode() == StatusCode.ERROR) {
            String type = value(span, Names.ERROR_TYPE);
            details.add(type == null ? "error" : "error " + plain(type));
        }
        return String.join("   ", details);
    }

    private static <T> @Nullable T value(SpanData span, AttributeKey<T> key) {
        return span.getAttributes().get(key);
    }

    private static String duration(SpanData span) {
        return duration(span.getEndEpochNanos() - span.getStartEpochNanos());
    }

    private static String duration(long nanos) {
        if (nanos >= TimeUnit.SECONDS.toNanos(1)) {
            return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
        }
        return nanos >= TimeUnit.MILLISECONDS.toNanos(10)
                ? Math.round(nanos / 1e6) + " ms"
                : String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    /** Names may come from outside: nothing in them may steer a terminal. */
    private static String plain(String text) {
        String cut = text.length() <= MAX_WIDTH ? text : text.substring(0, MAX_WIDTH - 3) + "...";
        StringBuilder plain = new StringBuilder(cut.length());
        cut.codePoints().forEach(c -> plain.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return plain.toString();
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    /** Prints what is left. */
    @Override
    public synchronized CompletableResultCode shutdown() {
        if (!closed) {
            closed = true;
            traces.forEach(this::print);
            traces.clear();
        }
        return CompletableResultCode.ofSuccess();
    }
}
