package dev.weir.examples.quickstart;

import dev.weir.Chunk;
import dev.weir.LlmException;
import dev.weir.Response;
import dev.weir.client.LlmClient;
import dev.weir.tracing.Tracing;
import java.io.PrintStream;
import java.time.Duration;
import reactor.core.publisher.Flux;

/**
 * Streams the answer to {@code -Dprompt} from {@code -Dmodel} (by default {@code local/parrot}, which needs no key and no
 * network) and prints the trace of that very call. With {@code OTEL_EXPORTER_OTLP_ENDPOINT} set the trace goes there too.
 */
public final class Quickstart {

    private static final String DEFAULT_PROMPT = "Tell me about rivers";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Quickstart() {}

    /** Runs once; exits with 1 if the call failed. */
    public static void main(String[] args) {
        String prompt = args.length > 0 ? String.join(" ", args) : System.getProperty("prompt", DEFAULT_PROMPT);
        String model = System.getProperty("model", "local/parrot");
        boolean answered = run(model, prompt, System.out);
        if (!answered) {
            System.exit(1);
        }
    }

    static boolean run(String model, String prompt, PrintStream out) {
        Tracing tracing = Tracing.configure(
                config -> config.serviceName("weir-quickstart").console(out));
        LlmClient client = LlmClient.builder().intercept(tracing).build();
        Display display = new Display(model, out);
        try {
            Flux<Chunk> answer = client.model(model).stream(prompt)
                    .doOnSubscribe(subscription -> display.begin())
                    .doOnNext(chunk -> print(chunk, display, out));
            tracing.trace("quickstart").around(answer).blockLast();
            return true;
        } catch (LlmException failure) {
            display.end();
            out.println();
            out.println("No answer: " + failure.getMessage());
            return false;
        } finally {
            display.end();
            tracing.flush().block(PATIENCE);
            tracing.close().block(PATIENCE);
            client.close().block(PATIENCE);
        }
    }

    private static void print(Chunk chunk, Display display, PrintStream out) {
        display.print(chunk.text());
        if (chunk instanceof Chunk.Done done) {
            display.end();
            out.println();
            out.println();
            summarize(done.response(), out);
        }
    }

    private static void summarize(Response response, PrintStream out) {
        response.warnings().forEach(warning -> out.println("Warning: " + warning));
        if (response.text().isEmpty()) {
            out.println("(no text; finished because of " + response.finishReason() + ")");
        }
    }
}
