package dev.weir.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ConfigurationException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

class CredentialsTest {

    private static final URI ADDRESS = URI.create("https://example.org");

    private static StepVerifier.FirstStep<Map<String, String>> authorize(Credentials credentials) {
        return StepVerifier.create(credentials.authorize(ADDRESS, Map.of(), new byte[0]));
    }

    @Test
    void secretsTravelInTheHeaderOfTheirScheme() {
        authorize(Credentials.bearer(Secret.of("k-1")))
                .expectNext(Map.of("Authorization", "Bearer k-1"))
                .verifyComplete();
        authorize(Credentials.header("x-api-key", Secret.of("k-1")))
                .expectNext(Map.of("x-api-key", "k-1"))
                .verifyComplete();
        authorize(Credentials.NONE).expectNext(Map.of()).verifyComplete();
    }

    @Test
    void whiteSpaceAroundAKeyIsForgiven() {
        StepVerifier.create(Secret.of(" key\n").value()).expectNext("key").verifyComplete();
        Environment environment = Environment.of(Map.of("KEY", "\tkey "));
        StepVerifier.create(Secret.environment(environment, "KEY", "x").value())
                .expectNext("key")
                .verifyComplete();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "two words", "line\nbreak", "h\u00e9", "a\u0000b", "a\u007fb"})
    void aKeyThatCannotBeAHeaderFailsWhenItIsUsedWithoutBeingShown(String key) {
        StepVerifier.create(Secret.of(key).value())
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("API key")
                        .hasMessageNotContaining("two words"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   "})
    void aMissingKeyNamesItsVariableAndProvider(String value) {
        Environment blank = Environment.of(Map.of("OTHER_API_KEY", value));
        for (Environment environment : new Environment[] {Environment.of(Map.of()), blank}) {
            StepVerifier.create(Secret.environment(environment, "OTHER_API_KEY", "other")
                            .value())
                    .verifyErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(ConfigurationException.class)
                            .hasMessageContaining("OTHER_API_KEY")
                            .hasMessageContaining("other"));
        }
    }

    @Test
    void nullIsRefusedAtOnce() {
        assertThatThrownBy(() -> Secret.of(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("value");
    }

    @Test
    void blankVariablesCountAsNotSet() {
        Environment environment = Environment.of(Map.of("A", " a ", "B", " "));
        assertThat(environment.get("A")).isEqualTo(" a ");
        assertThat(environment.getOr("A", "x")).isEqualTo("a");
        assertThat(environment.isSet("A")).isTrue();
        assertThat(environment.isSet("B")).isFalse();
        assertThat(environment.isSet("C")).isFalse();
        assertThat(environment.getOr("B", "x")).isEqualTo("x");
        assertThat(environment.getOr("C", "x")).isEqualTo("x");
        assertThat(environment.get("C")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:8080",
                "//host/v1",
                "ftp://host",
                "http://",
                "https:///v1",
                "http:host",
                "https://ho st",
                "https://host:port",
                "https://host:70000",
                "https://user@host",
                "mailto:a@b",
                "http://[::1"
            })
    void aMalformedBaseUrlIsRefusedWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> Endpoint.of(url))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("The base URL is not a URL of the form https://host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost", "https://h:8443/a/b/", "HTTPS://h", "http://[::1]:80/v1", " https://h "})
    void aGoodBaseUrlIsTaken(String url) {
        assertThat(Endpoint.of(url).resolve("m", "/x").getRawPath())
                .endsWith("/x")
                .doesNotContain("//");
        assertThat(Endpoint.of(url).wireModel("m")).isEqualTo("m");
    }

    @Test
    void encodedPathsStayEncoded() {
        assertThat(Endpoint.of("https://h/a%20b?v=%2F").resolve("m", "/c%2Fd"))
                .hasToString("https://h/a%20b/c%2Fd?v=%2F");
    }
}
