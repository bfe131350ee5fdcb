package dev.weir.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ConfigurationException;
import dev.weir.Request;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSource;
import dev.weir.spi.Secret;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ProviderTest {

    private static final Environment EMPTY = Environment.of(Map.of());

    private static URI address(Provider provider, String model) {
        String path = provider.codec()
                .encode(Request.of("hi"), model, true, new ArrayList<>())
                .path();
        return provider.endpoint().resolve(model, path);
    }

    private static Map<String, String> authorized(Provider provider) {
        return Mono.from(provider.credentials().authorize(URI.create("https://x"), Map.of(), new byte[0]))
                .block();
    }

    @Test
    void isFoundByTheServiceLoader() {
        List<String> names = new ArrayList<>();
        for (ProviderSource source : ServiceLoader.load(ProviderSource.class)) {
            source.providers(EMPTY).forEach(provider -> names.add(provider.name()));
        }
        assertThat(names).contains("google", "vertex");
    }

    @Test
    void callsTheGeminiApiWithTheKeyInAHeader() {
        Provider google = Google.builder()
                .environment(Environment.of(Map.of("GEMINI_API_KEY", "k1", "GOOGLE_API_KEY", "k2")))
                .build();
        URI uri = address(google, "gemini-2.5-flash");
        assertThat(uri)
                .hasToString("https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash"
                        + ":streamGenerateContent?alt=sse");
        assertThat(authorized(google)).containsExactly(Map.entry("x-goog-api-key", "k1"));
        assertThat(google.toString() + uri).doesNotContain("k1");
        Provider other = Google.builder()
                .environment(Environment.of(Map.of("GOOGLE_API_KEY", "k2")))
                .build();
        assertThat(authorized(other)).containsValue("k2");
    }

    @Test
    void saysWhichKeyIsMissingWhenItIsNeeded() {
        Provider google = Google.builder().environment(EMPTY).build();
        StepVerifier.create(google.credentials().authorize(URI.create("https://x"), Map.of(), new byte[0]))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("GEMINI_API_KEY")
                        .hasMessageContaining("GOOGLE_API_KEY"));
        Provider vertex = VertexAi.builder().environment(EMPTY).build();
        StepVerifier.create(vertex.credentials().authorize(URI.create("https://x"), Map.of(), new byte[0]))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("accessToken"));
        assertThatThrownBy(() -> address(vertex, "gemini-2.5-flash"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("GOOGLE_CLOUD_PROJECT");
    }

    @ParameterizedTest
    @CsvSource({
        "global, https://aiplatform.googleapis.com",
        "europe-west4, https://europe-west4-aiplatform.googleapis.com",
        "eu, https://aiplatform.eu.rep.googleapis.com",
        "us, https://aiplatform.us.rep.googleapis.com"
    })
    void reachesVertexAtItsLocation(String location, String host) {
        Provider vertex = VertexAi.builder()
                .environment(EMPTY)
                .project("my-project")
                .location(location)
                .build();
        String base = host + "/v1beta1/projects/my-project/locations/" + location;
        assertThat(address(vertex, "gemini-2.5-flash"))
                .hasToString(base + "/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
        assertThat(address(vertex, "endpoints/123")).hasToString(base + "/endpoints/123:streamGenerateContent?alt=sse");
        assertThat(address(vertex, "projects/p/locations/l/endpoints/9"))
                .hasToString(host + "/v1beta1/projects/p/locations/l/endpoints/9:streamGenerateContent?alt=sse");
        assertThat(vertex.telemetryName("gemini-2.5-flash")).isEqualTo("gcp.vertex_ai");
    }

    @Test
    void takesProjectAndLocationFromTheEnvironment() {
        Provider vertex = VertexAi.builder()
                .environment(Environment.of(Map.of(
                        "GOOGLE_CLOUD_PROJECT",
                        "p",
                        "GOOGLE_CLOUD_LOCATION",
                        "us-east1",
                        "GOOGLE_OAUTH_ACCESS_TOKEN",
                        "t")))
                .apiVersion("v1")
                .quotaProject("q")
                .build();
        assertThat(address(vertex, "m").toString())
                .startsWith("https://us-east1-aiplatform.googleapis.com/v1/projects/p/locations/us-east1/");
        assertThat(authorized(vertex)).containsExactly(Map.entry("Authorization", "Bearer t"));
        assertThat(vertex.headers()).containsExactly(Map.entry("x-goog-user-project", "q"));
    }

    @Test
    void needsNoProjectInExpressMode() {
        Provider express =
                VertexAi.builder().environment(EMPTY).apiKey(Secret.of("k")).build();
        assertThat(address(express, "gemini-2.5-flash"))
                .hasToString("https://aiplatform.googleapis.com/v1beta1/publishers/google/models/gemini-2.5-flash"
                        + ":streamGenerateContent?alt=sse");
        assertThat(authorized(express)).containsExactly(Map.entry("x-goog-api-key", "k"));
    }

    @Test
    void asksForTheTokenForEveryRequest() {
        AtomicInteger asked = new AtomicInteger();
        Provider vertex = VertexAi.builder()
                .environment(EMPTY)
                .project("p")
                .accessToken(() -> Mono.fromSupplier(() -> "t" + asked.incrementAndGet()))
                .build();
        assertThat(authorized(vertex)).containsValue("Bearer t1");
        assertThat(authorized(vertex)).containsValue("Bearer t2");
        assertThat(vertex.toString()).doesNotContain("t1");
    }

    @Test
    void takesAnotherBaseUrlAndAddsTheVersionWhereThereIsNoPath() {
        Provider plain = Google.builder().baseUrl("http://localhost:8080").build();
        assertThat(address(plain, "m").toString()).startsWith("http://localhost:8080/v1beta/models/m:");
        Provider path =
                Google.builder().baseUrl("https://proxy.example/gemini/v1/").build();
        assertThat(address(path, "m").toString()).startsWith("https://proxy.example/gemini/v1/models/m:");
        Provider vertex = VertexAi.builder()
                .environment(Environment.of(Map.of("GOOGLE_VERTEX_BASE_URL", "https://proxy.example")))
                .project("p")
                .build();
        assertThat(address(vertex, "m").toString())
                .startsWith("https://proxy.example/v1beta1/projects/p/locations/global/publishers/google/models/m:");
        Provider broken = Google.builder()
                .environment(Environment.of(Map.of("GOOGLE_GEMINI_BASE_URL", "nonsense")))
                .build();
        assertThatThrownBy(() -> address(broken, "m"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("GOOGLE_GEMINI_BASE_URL");
    }

    @Test
    void isNamedInTelemetryByItsHost() {
        assertThat(Google.builder().environment(EMPTY).build().telemetryName("m"))
                .isEqualTo("gcp.gemini");
        assertThat(Google.builder().baseUrl("https://proxy.example").build().telemetryName("m"))
                .isEqualTo("gcp.gen_ai");
        assertThat(VertexAi.builder().environment(EMPTY).build().telemetryName("m"))
                .isEqualTo("gcp.vertex_ai");
        assertThat(VertexAi.builder()
                        .environment(EMPTY)
                        .baseUrl("https://europe-west4-aiplatform.googleapis.com")
                        .build()
                        .telemetryName("m"))
                .isEqualTo("gcp.vertex_ai");
        assertThat(VertexAi.builder()
                        .environment(EMPTY)
                        .telemetryName("mine")
                        .build()
                        .telemetryName("m"))
                .isEqualTo("mine");
        assertThat(Google.builder().telemetryName("mine").build().telemetryName("m"))
                .isEqualTo("mine");
        assertThat(Google.builder()
                        .environment(Environment.of(Map.of("GOOGLE_GEMINI_BASE_URL", "nonsense")))
                        .build()
                        .telemetryName("m"))
                .isEqualTo("gcp.gemini");
        assertThat(Google.builder().build().codec().api()).isEqualTo("gemini");
        assertThat(Google.builder().build().codec().operation()).isEqualTo("generate_content");
    }
}
