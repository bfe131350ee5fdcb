package dev.weir.witness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The protocol server <a href="https://github.com/CopilotKit/aimock">aimock</a> as a child process on a free port of
 * 127.0.0.1. What it was asked is in its journal, translated into its own idea of a request.
 */
final class Aimock implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final String url;

    private Aimock(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Starts a server that answers by the fixtures, in pieces of {@code chunkSize} UTF-16 units. */
    static Aimock start(Path fixtures, int chunkSize) throws IOException {
        String cli = System.getProperty("aimock.cli");
        if (cli == null || !Files.isRegularFile(Path.of(cli))) {
            throw new IllegalStateException("aimock is not installed; run the command of the README of this module");
        }
        Process process = new ProcessBuilder(List.of(
                        "node",
                        cli,
                        "--port",
                        "0",
                        "--host",
                        "127.0.0.1",
                        "--chunk-size",
                        "" + chunkSize,
                        "--fixtures",
                        fixtures.toString()))
                .redirectErrorStream(true)
                .start();
        return start(process);
    }

    private static Aimock start(Process process) throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<String> said = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.add(line);
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.find()) {
                drain(output);
                return new Aimock(process, matcher.group(1));
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("aimock did not start: " + said);
    }

    /** Reads on, so that the child never waits for a full pipe. */
    private static void drain(BufferedReader output) {
        Runnable read = () -> {
            try {
                output.transferTo(Writer.nullWriter());
            } catch (IOException closed) {
                // the child has ended
            }
        };
        Thread reader = new Thread(read, "aimock-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Returns the base URL without a slash at its end. */
    String url() {
        return url;
    }

    /** Forgets the requests received so far. */
    void clearJournal() {
        send(request("/__aimock/reset/journal").POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** Returns the requests received, oldest first: {@code method}, {@code path}, {@code headers}, {@code body}. */
    List<JsonNode> journal() {
        List<JsonNode> entries = new ArrayList<>();
        JSON.readTree(send(request("/__aimock/journal").GET())).forEach(entries::add);
        return entries;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("content-type", "application/json");
    }

    private String send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException("aimock: HTTP " + response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
