package dev.weir.examples.quickstart;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/**
 * Prints an answer as it arrives and shows that something is going on while it does not: a spinner on a terminal, before the
 * first token and in every pause after it; elsewhere one line at the beginning.
 */
final class Display {

    private static final Duration FRAME = Duration.ofMillis(90);
    private static final char[] FRAMES = {'|', '/', '-', '\\'};

    private final String model;
    private final PrintStream out;
    private final boolean terminal;
    private final Disposable.Swap spinner = Disposables.swap();
    private boolean ended;

    /** Whether text has been printed, so that the spinner stands behind it. */
    private boolean answering;

    /** Whether nothing has been printed since the last frame. */
    private boolean pause = true;

    Display(String model, PrintStream out) {
        this(model, out, isTerminal(System.console()));
    }

    Display(String model, PrintStream out, boolean terminal) {
        this.model = model;
        this.out = out;
        this.terminal = terminal;
    }

    /** Since JDK 22 there is a console where there is no terminal; whether there is one, only those JDKs can tell. */
    private static boolean isTerminal(@Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException older) {
            return true;
        }
    }

    synchronized void begin() {
        if (terminal) {
            spinner.update(Flux.interval(Duration.ZERO, FRAME).subscribe(this::draw));
        } else {
            out.println("Asking " + model + " ...");
        }
    }

    /** Draws a frame if nothing else was printed since the last one; the cursor stays where the answer goes on. */
    synchronized void draw(long tick) {
        if (ended) {
            return;
        }
        if (pause) {
            char frame = FRAMES[(int) (tick % FRAMES.length)];
            out.print(answering ? frame + "\b" : "\r" + frame + " waiting for " + model + " ");
            out.flush();
        }
        pause = true;
    }

    synchronized void print(String text) {
        if (text.isEmpty()) {
            return;
        }
        wipe();
        answering = true;
        pause = false;
        out.print(text);
        out.flush();
    }

    /** Takes the spinner away; once is enough, more does nothing. */
    synchronized void end() {
        if (!ended) {
            wipe();
            ended = true;
            spinner.dispose();
        }
    }

    private void wipe() {
        if (terminal && !ended) {
            out.print(answering ? " \b" : "\r" + " ".repeat(model.length() + 16) + "\r");
            out.flush();
        }
    }
}
