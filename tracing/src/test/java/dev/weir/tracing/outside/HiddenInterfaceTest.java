package dev.weir.tracing.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.tracing.RecordedTelemetry;
import dev.weir.tracing.Traced;
import dev.weir.tracing.Tracing;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Proxies of interfaces that only their own package sees, as programs have them. */
class HiddenInterfaceTest {

    interface Library {
        @Traced(name = "recommend_book")
        Mono<String> recommend(String genre);

        String untraced() throws IOException;
    }

    private static final class Shelf implements Library {
        @Override
        public Mono<String> recommend(String genre) {
            return Mono.just("Dune");
        }

        @Override
        public String untraced() throws IOException {
            throw new IOException("closed");
        }
    }

    @Test
    void tracedAndUntracedMethodsAreCalled() {
        try (RecordedTelemetry recorded = Tracing.inMemory()) {
            Library library = recorded.tracing().proxy(Library.class, new Shelf());

            assertThat(library.recommend("fantasy").block()).isEqualTo("Dune");
            assertThatThrownBy(library::untraced).isInstanceOf(IOException.class);
            assertThat(recorded.span("recommend_book")).isNotNull();
        }
    }
}
