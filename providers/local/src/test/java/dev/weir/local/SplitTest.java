package dev.weir.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SplitTest {

    private static final byte[] TEXT =
            "data: grüße, 世界 \uD83C\uDF0D\n\n".repeat(20).getBytes(UTF_8);

    static Stream<Split> splits() {
        return Stream.of(Split.WHOLE, Split.BYTES, Split.every(7), Split.at(1, 2, 400, 9999), Split.random(1));
    }

    @ParameterizedTest
    @MethodSource("splits")
    void nothingIsLostAndNoPieceIsEmpty(Split split) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        split.cut(TEXT).forEach(joined::writeBytes);
        assertThat(joined.toByteArray()).isEqualTo(TEXT);
        assertThat(split.cut(TEXT)).noneMatch(piece -> piece.length == 0);
        assertThat(split.cut(new byte[0])).isEmpty();
    }

    @Test
    void sizesAreAsAskedFor() {
        assertThat(Split.BYTES.cut(TEXT)).hasSize(TEXT.length);
        assertThat(Split.WHOLE.cut(TEXT)).hasSize(1);
        assertThat(Split.at(3).cut(TEXT).get(0)).hasSize(3);
        assertThatThrownBy(() -> Split.every(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSameSeedCutsTheSameWayAndAnotherDoesNot() {
        assertThat(lengths(Split.random(5))).isEqualTo(lengths(Split.random(5))).isNotEqualTo(lengths(Split.random(6)));
    }

    private static List<Integer> lengths(Split split) {
        return split.cut(TEXT).stream().map(piece -> piece.length).toList();
    }
}
