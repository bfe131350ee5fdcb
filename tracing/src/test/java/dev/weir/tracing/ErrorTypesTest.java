package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError;
import dev.weir.ApiException;
import dev.weir.ConnectionException;
import dev.weir.DecodeException;
import dev.weir.LlmTimeoutException;
import dev.weir.ModelId;
import dev.weir.TruncatedStreamException;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

class ErrorTypesTest {

    private static final ModelId MODEL = ModelId.parse("openai/gpt-4o-mini");

    private static ApiError api(int status) {
        return ApiError.ofStatus(status);
    }

    @Test
    void theProvidersCodeWinsOverTheStatus() {
        assertThat(ErrorTypes.of(ApiException.of(api(429).code("rate_limit_exceeded"), MODEL, null)))
                .isEqualTo("rate_limit_exceeded");
        assertThat(ErrorTypes.of(ApiException.of(api(429), MODEL, null))).isEqualTo("429");
    }

    @Test
    void failuresOfTheLibraryHaveTheirWords() {
        assertThat(ErrorTypes.of(new LlmTimeoutException(LlmTimeoutException.Phase.IDLE, null, null, MODEL, null)))
                .isEqualTo("timeout");
        assertThat(ErrorTypes.of(new DecodeException("x", null, null, MODEL, null)))
                .isEqualTo("decode_error");
        assertThat(ErrorTypes.of(new TruncatedStreamException("[DONE]", MODEL, null)))
                .isEqualTo("incomplete_stream");
        assertThat(ErrorTypes.of(new ConnectionException("x", new ConnectException(), MODEL, null)))
                .isEqualTo("java.net.ConnectException");
    }

    @Test
    void wrappersThatSayNothingAreOpened() {
        IOException root = new IOException();
        assertThat(ErrorTypes.of(new CompletionException(new UncheckedIOException(root))))
                .isEqualTo("java.io.IOException");
        assertThat(ErrorTypes.of(Exceptions.propagate(root))).isEqualTo("java.io.IOException");
        assertThat(ErrorTypes.of(Mono.error(root)
                        .retryWhen(Retry.max(1))
                        .materialize()
                        .block()
                        .getThrowable()))
                .isEqualTo("java.io.IOException");
        assertThat(ErrorTypes.of(new IllegalStateException("says something", root)))
                .isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void nothingKnownIsOther() {
        assertThat(ErrorTypes.of(null)).isEqualTo("_OTHER");
    }

    @Test
    void aLongMessageIsCut() {
        try (Telemetries telemetries = new Telemetries()) {
            telemetries
                    .tracing
                    .call(Fixtures.call(), Mono.error(new IllegalStateException("x".repeat(1000))))
                    .onErrorComplete()
                    .block();
            SpanData span = telemetries.onlySpan();
            assertThat(span.getStatus().getDescription()).hasSize(256);
        }
    }
}
