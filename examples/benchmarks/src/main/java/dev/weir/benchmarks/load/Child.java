package dev.weir.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process of the load program, spoken to line by line. */
final class Child implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter orders;

    private Child(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.orders = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /**
     * Starts a JVM on this one's class path.
     *
     * @param core the core to pin it to, null for none
     */
    static Child start(@Nullable Integer core, Class<?> main, List<String> jvmOptions, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (core != null) {
            command.addAll(List.of("taskset", "-c", core.toString()));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(jvmOptions);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Child(process);
    }

    String read() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("A process of the load program ended early; its error is above");
        }
        return line;
    }

    String ask(String order) throws IOException {
        orders.println(order);
        return read();
    }

    @Override
    public void close() {
        orders.close();
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
