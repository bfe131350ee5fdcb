package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelIdTest {

    @Test
    void onlyTheFirstSlashSeparates() {
        ModelId id = ModelId.parse("openrouter/anthropic/claude-sonnet-5");
        assertThat(id.provider()).isEqualTo("openrouter");
        assertThat(id.model()).isEqualTo("anthropic/claude-sonnet-5");
        assertThat(id).hasToString("openrouter/anthropic/claude-sonnet-5");
    }

    @Test
    void spacesAroundTheHalvesAreForgiven() {
        assertThat(ModelId.parse(" openai / gpt-4o-mini ")).isEqualTo(new ModelId("openai", "gpt-4o-mini"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpt-4o-mini", "/", "/model", "provider/", " /x", "x/ ", "openai:gpt-4o"})
    void aMalformedIdIsAnErrorThatShowsTheForm(String id) {
        assertThatThrownBy(() -> ModelId.parse(id))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("provider/model")
                .hasMessageContaining("openai/gpt-4o-mini");
    }

    @Test
    void nullIsNamed() {
        assertThatThrownBy(() -> ModelId.parse(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("id");
    }
}
