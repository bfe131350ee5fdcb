package dev.weir.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndpointTest {

    @Test
    void pathsAreAppendedOneAfterTheOther() {
        Endpoint endpoint = Endpoint.of("http://localhost:8080/v1/?key=a");
        assertThat(endpoint.resolve("m", "/chat")).hasToString("http://localhost:8080/v1/chat?key=a");
        assertThat(endpoint.resolve("m", "/embeddings?b=c"))
                .hasToString("http://localhost:8080/v1/embeddings?b=c&key=a");
        assertThat(endpoint.resolve("m", "/chat")).hasToString("http://localhost:8080/v1/chat?key=a");
    }

    @Test
    void aMalformedVariableFailsWhenItIsAskedForAndIsNamed() {
        Endpoint endpoint = Endpoint.environment(Environment.of(Map.of("BASE", "localhost")), "BASE", "http://h");
        assertThatThrownBy(() -> endpoint.baseUrl("m"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("The variable BASE");
        assertThatThrownBy(() -> endpoint.resolve("m", "/chat")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> Endpoint.of("https://user:secret@host/v1"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageNotContaining("secret");
    }
}
