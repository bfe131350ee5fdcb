package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    @Test
    void gapsAreFilled() {
        assertThat(Template.of("{a} and {b_1}, {a}; {c.d-e}")
                        .with("a", "x")
                        .with(Map.of("b_1", 2, "c.d-e", true))
                        .render())
                .isEqualTo("x and 2, x; true");
    }

    @Test
    void aMissingValueIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> Template.of("Recommend a {genre} book")
                        .with("kind", "x")
                        .render())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("{genre}")
                .hasMessageContaining("given: [kind]");
    }

    @Test
    void aNullValueIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> Template.of("{a}").with("a", null))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("{a}");
        assertThatThrownBy(() -> Request.builder().user("{a}", Collections.singletonMap("a", null)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("{a}");
    }

    @Test
    void doubledBracesAreBraces() {
        assertThat(Template.of("{{a}} {{{b}}}").with("b", 1).render()).isEqualTo("{a} {1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "}",
                "{}",
                "{ a }",
                "{1a}",
                "{\"a\": 1}",
                "{a b}",
                "{a",
                "a}",
                "{\"x\": {\"y\": [1, 2]} }"
            })
    void whatDoesNotLookLikeAGapIsText(String text) {
        assertThat(Template.of(text).render()).isEqualTo(text);
        assertThat(Template.of(text).variables()).isEmpty();
    }

    @Test
    void valuesAreNotTemplates() {
        assertThat(Template.of("{a}").with("a", "{b} $1 \\").render()).isEqualTo("{b} $1 \\");
    }

    @Test
    void fillingMakesACopy() {
        Template empty = Template.of("{a}{b}");
        Template first = empty.with("a", 1);
        assertThat(first.with("b", 2).with("b", 3).render()).isEqualTo("13");
        assertThatThrownBy(first::render).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(empty::render).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void variablesAreListedInOrder() {
        assertThat(Template.of("{z} {a} {z} {{x}}").variables()).containsExactly("z", "a");
    }
}
