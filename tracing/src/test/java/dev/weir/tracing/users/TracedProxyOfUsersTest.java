package dev.weir.tracing.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.tracing.RecordedTelemetry;
import dev.weir.tracing.Traced;
import dev.weir.tracing.Tracing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Proxies as users make them, from packages of their own and for types that are not public. */
class TracedProxyOfUsersTest {

    interface Shelf {
        @Traced(name = "find_book")
        Mono<String> find(String genre);

        default int size() {
            return 3;
        }
    }

    private final RecordedTelemetry recorded = Tracing.inMemory();

    @AfterEach
    void close() {
        recorded.close();
    }

    @Test
    void anInterfaceNeedNotBePublic() {
        Shelf shelf = recorded.tracing().proxy(Shelf.class, genre -> Mono.just("The Hobbit"));

        assertThat(shelf.find("fantasy").block()).isEqualTo("The Hobbit");
        assertThat(shelf.size()).isEqualTo(3);
        assertThat(recorded.spans())
                .singleElement()
                .satisfies(span -> assertThat(span.getName()).isEqualTo("find_book"));
    }
}
