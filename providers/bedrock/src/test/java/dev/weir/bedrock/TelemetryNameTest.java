package dev.weir.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Environment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What telemetry calls the provider. */
class TelemetryNameTest {

    @Test
    void isNamedInTelemetryAsToldInCode() {
        Environment keyed = Environment.of(Map.of("AWS_REGION", "eu-west-1", "AWS_BEARER_TOKEN_BEDROCK", "k"));
        Environment signed = Environment.of(Map.of("AWS_REGION", "eu-west-1"));

        for (Environment environment : List.of(keyed, signed)) {
            assertThat(Bedrock.builder()
                            .environment(environment)
                            .telemetryName("mine")
                            .build()
                            .telemetryName("m"))
                    .isEqualTo("mine");
        }
    }
}
