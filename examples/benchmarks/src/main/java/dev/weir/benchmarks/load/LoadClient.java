package dev.weir.benchmarks.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One program in a process of its own. It works when told to by a line on standard input, {@code stream <n>} or
 * {@code call <n>}, and answers each with a line: CPU nanoseconds and bytes allocated meanwhile.
 */
final class LoadClient {

    static final int CONCURRENCY = 32;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private LoadClient() {}

    /** Runs a program; the arguments are its variant and the server's port. */
    public static void main(String[] args) throws IOException {
        Program program = Variant.valueOf(args[0]).program(Integer.parseInt(args[1]));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ");
            int count = Integer.parseInt(words[1]);
            boolean stream = words[0].equals("stream");
            System.out.println(
                    stream
                            ? measure(program::stream, count, program.expectedStream())
                            : measure(program::call, count, program.expectedCall()));
        }
        program.close();
        System.exit(0);
    }

    private static String measure(Supplier<Mono<Reading>> ask, int count, Reading expected) {
        AtomicInteger answers = new AtomicInteger();
        Flux<Reading> work = Flux.range(0, count).flatMap(i -> ask.get(), CONCURRENCY);
        long bytes = allocated();
        long cpu = SYSTEM.getProcessCpuTime();
        work.doOnNext(reading -> {
                    if (!reading.equals(expected)) {
                        throw new IllegalStateException("Read " + reading + " instead of " + expected);
                    }
                    answers.incrementAndGet();
                })
                .blockLast();
        cpu = SYSTEM.getProcessCpuTime() - cpu;
        bytes = allocated() - bytes;
        if (answers.get() != count) {
            throw new IllegalStateException(answers + " answers to " + count + " requests");
        }
        return cpu + " " + bytes;
    }

    /** Sums over the live threads; none of those that work here end in between. */
    private static long allocated() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }
}
