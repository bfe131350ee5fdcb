package dev.weir.peers;

import dev.weir.local.Gate;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryLogRecordExporter;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts one client through the same few situations and prints what it records of each. */
public final class Scenarios {

    private static final long SETTLE_MILLIS = 300;

    @FunctionalInterface
    private interface Act {
        void run(Peer peer) throws Exception;
    }

    private final String name;
    private final Peer.Factory peers;
    private final PrintStream out;

    private Scenarios(String name, Peer.Factory peers, PrintStream out) {
        this.name = name;
        this.peers = peers;
        this.out = out;
    }

    /** Runs all of them. */
    public static void run(String name, Peer.Factory peers) throws Exception {
        new Scenarios(name, peers, System.out).run();
    }

    private void run() throws Exception {
        out.println("# " + name);
        scenario("call", Traffic.answer(), Peer::call);
        scenario("stream", Traffic.stream(), peer -> peer.stream(text -> true));
        AtomicInteger texts = new AtomicInteger();
        scenario(
                "stream left after two texts",
                Traffic.held(new Gate()),
                peer -> peer.stream(text -> text.isEmpty() || texts.incrementAndGet() < 2));
        scenario("stream without its end", Traffic.truncated(), peer -> peer.stream(text -> true));
        scenario("call refused (429)", Traffic.limited(), Peer::call);
    }

    private void scenario(String title, Reply reply, Act act) throws Exception {
        InMemorySpanExporter spans = InMemorySpanExporter.create();
        InMemoryMetricReader metrics = InMemoryMetricReader.create();
        InMemoryLogRecordExporter logs = InMemoryLogRecordExporter.create();
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .setMeterProvider(
                        SdkMeterProvider.builder().registerMetricReader(metrics).build())
                .setLoggerProvider(SdkLoggerProvider.builder()
                        .addLogRecordProcessor(SimpleLogRecordProcessor.create(logs))
                        .build())
                .build();
        try (LoopbackServer server = LoopbackServer.startNow();
                Peer peer = peers.create(server.url(), sdk)) {
            server.always(reply);
            Span outer = sdk.getTracer("scenario").spanBuilder("outer").startSpan();
            String ended = outcome(peer, outer, act);
            int atReturn = spans.getFinishedSpanItems().size();
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
            outer.end();
            new Report(out, outer.getSpanContext().getSpanId())
                    .print(title, ended, server.requestCount(), atReturn, spans, metrics, logs);
        } finally {
            sdk.close();
        }
    }

    private static String outcome(Peer peer, Span outer, Act act) {
        try (Scope ignored = outer.makeCurrent()) {
            act.run(peer);
            return "returned normally";
        } catch (Exception failure) {
            return "failed with " + failure.getClass().getName() + thrower(failure);
        }
    }

    /** Tells whether instrumentation had a hand in a failure. */
    private static String thrower(Exception failure) {
        return Arrays.stream(failure.getStackTrace())
                .map(StackTraceElement::getClassName)
                .filter(type -> type.startsWith("io.opentelemetry.instrumentation"))
                .findFirst()
                .map(type -> " (by way of " + type + ")")
                .orElse("");
    }
}
