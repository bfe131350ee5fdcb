package dev.weir.examples.webflux;

import dev.weir.Model;
import dev.weir.client.LlmClient;
import dev.weir.tracing.ConsoleSpanExporter;
import dev.weir.tracing.Tracing;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The client, traced through the application's OpenTelemetry. */
@Configuration(proxyBeanMethods = false)
class Models {

    /** What Spring Boot set up, with Micrometer's spans and ours in one trace. */
    @Bean
    @Profile("!agent")
    Tracing tracing(OpenTelemetry openTelemetry) {
        return Tracing.create(openTelemetry);
    }

    /** What the OpenTelemetry agent set up. */
    @Bean
    @Profile("agent")
    Tracing tracingOfTheAgent() {
        return Tracing.create(GlobalOpenTelemetry.get());
    }

    /** Prints finished traces; Spring Boot exports to every exporter it finds. */
    @Bean
    @Profile("!quiet")
    SpanExporter console() {
        return ConsoleSpanExporter.create();
    }

    @Bean
    LlmClient client(Tracing tracing) {
        return LlmClient.builder().intercept(tracing).build();
    }

    @Bean
    Model model(LlmClient client, @Value("${weir.model:local/parrot}") String id) {
        return client.model(id);
    }
}
