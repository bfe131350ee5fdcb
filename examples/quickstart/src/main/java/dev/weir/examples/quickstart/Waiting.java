package dev.weir.examples.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/** Shows that something is going on until the first token comes: a spinner on a terminal, one line elsewhere. */
final class Waiting {

    private static final Duration FRAME = Duration.ofMillis(90);
    private static final char[] FRAMES = {'|', '/', '-', '\\'};

    private final String model;
    private final PrintStream out;
    private final boolean terminal = System.console() != null;
    private final Disposable.Swap spinner = Disposables.swap();
    private boolean ended;

    Waiting(String model, PrintStream out) {
        this.model = model;
        this.out = out;
    }

    synchronized void begin() {
        if (terminal) {
            spinner.update(Flux.interval(Duration.ZERO, FRAME).subscribe(this::draw));
        } else {
            out.println("Asking " + model + " ...");
        }
    }

    private synchronized void draw(long tick) {
        if (!ended) {
            out.print("\r" + FRAMES[(int) (tick % FRAMES.length)] + " waiting for " + model + " ");
            out.flush();
        }
    }

    /** Takes the spinner away; once is enough, more does nothing. */
    synchronized void end() {
        if (!ended) {
            ended = true;
            spinner.dispose();
            if (terminal) {
                out.print("\r" + " ".repeat(model.length() + 16) + "\r");
                out.flush();
            }
        }
    }
}
