package dev.weir.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class DisplayTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, UTF_8);

    private String printed() {
        String text = bytes.toString(UTF_8);
        bytes.reset();
        return text;
    }

    @Test
    void aPauseInTheAnswerIsAnimatedBehindTheTextAndWipedBeforeMore() {
        Display display = new Display("local/parrot", out, true);
        display.draw(0);
        assertThat(printed()).isEqualTo("\r| waiting for local/parrot ");
        display.print("Rivers");
        assertThat(printed()).startsWith("\r  ").endsWith("\rRivers");
        display.draw(1);
        assertThat(printed()).as("text came since the last frame").isEmpty();
        display.draw(2);
        display.draw(3);
        assertThat(printed()).isEqualTo("-\b\\\b");
        display.print(" flow");
        display.end();
        display.end();
        assertThat(printed()).isEqualTo(" \b flow \b");
        display.draw(4);
        assertThat(printed()).isEmpty();
    }

    @Test
    void whereThereIsNoTerminalOneLineSaysWhatIsGoingOn() {
        Display display = new Display("local/parrot", out, false);
        display.begin();
        display.print("Rivers");
        display.print("");
        display.end();
        assertThat(printed()).isEqualToNormalizingNewlines("Asking local/parrot ...\nRivers");
    }

    @Test
    void theQuickstartPrintsTheAnswerAndTheTraceOfItsCall() {
        assertThat(Quickstart.run("local/parrot", "Tell me about tides", out)).isTrue();
        assertThat(printed()).contains("tides").containsPattern("(?s)quickstart.*chat parrot");
    }

    @Test
    void aModelThatIsNotThereIsExplained() {
        assertThat(Quickstart.run("nobody/knows", "Tell me about tides", out)).isFalse();
        assertThat(printed()).contains("No answer: ").contains("nobody");
    }
}
