package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ConfigurationException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Annotated interfaces. */
class TracedProxyTest {

    /** Every kind of method. */
    interface Books {
        @Traced(name = "recommend_book", tags = "production", version = "1.0")
        Mono<String> recommend(String genre, int limit);

        @Traced
        Flux<String> all();

        @Traced
        Publisher<String> published();

        @Traced
        CompletionStage<String> stage();

        @Traced
        CompletableFuture<String> future(String title);

        @Traced
        @Nullable
        String blocking(@Nullable String title) throws IOException;

        @Traced
        void nothing();

        @Traced(captureArguments = false, captureResult = false)
        String discreet(String secret);

        @Traced
        default String byDefault() {
            return blockingOr("default");
        }

        String untraced();

        private String blockingOr(String other) {
            return other;
        }

        static String constant() {
            return "constant";
        }
    }

    private static class Library implements Books {

        @Nullable
        String current;

        private <T> T noted(T value) {
            current = Span.current().getSpanContext().getSpanId();
            return value;
        }

        @Override
        public Mono<String> recommend(String genre, int limit) {
            return Mono.fromCallable(() -> noted(genre + limit));
        }

        @Override
        public Flux<String> all() {
            return Flux.just("a", "b");
        }

        @Override
        public Publisher<String> published() {
            return subscriber -> Flux.just("p").subscribe(subscriber);
        }

        @Override
        public CompletionStage<String> stage() {
            return CompletableFuture.completedStage("s");
        }

        @Override
        public CompletableFuture<String> future(String title) {
            return noted(
                    title.isEmpty()
                            ? CompletableFuture.failedFuture(new IOException("no title"))
                            : CompletableFuture.completedFuture(title));
        }

        @Override
        public @Nullable String blocking(@Nullable String title) throws IOException {
            noted("");
            if (title != null && title.isEmpty()) {
                throw new IOException("no title");
            }
            return title;
        }

        @Override
        public void nothing() {}

        @Override
        public String discreet(String secret) {
            return secret;
        }

        @Override
        public String untraced() {
            return "u";
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Library;
        }

        @Override
        public int hashCode() {
            return 42;
        }

        @Override
        public String toString() {
            return "the library";
        }
    }

    private final RecordedTelemetry recorded =
            Tracing.inMemory(builder -> builder.captureContent(ContentCapture.SPAN_ONLY));
    private final Library library = new Library();
    private final Books books = recorded.tracing().proxy(Books.class, library);

    @AfterEach
    void nothingStaysCurrent() {
        assertThat(Context.current()).isSameAs(Context.root());
        recorded.close();
    }

    private SpanData only() {
        assertThat(recorded.spans()).hasSize(1);
        return recorded.spans().get(0);
    }

    @Test
    void aMonoIsTracedPerSubscription() {
        Mono<String> recommended = books.recommend("fantasy", 3);
        assertThat(recorded.spans()).isEmpty();

        assertThat(recommended.block()).isEqualTo("fantasy3");
        assertThat(only().getName()).isEqualTo("recommend_book");
        assertThat(only().getSpanId()).isEqualTo(library.current);
        assertThat(only().getAttributes().asMap())
                .isEqualTo(Attributes.builder()
                        .put("code.function.name", Library.class.getName() + ".recommend")
                        .put("weir.trace.tags", new String[] {"production"})
                        .put("weir.version.id", "1.0")
                        .put("weir.trace.argument.genre", "fantasy")
                        .put("weir.trace.argument.limit", 3)
                        .put("weir.trace.result", "fantasy3")
                        .build()
                        .asMap());
        recommended.block();
        assertThat(recorded.spans()).hasSize(2);
    }

    @Test
    void otherReturnTypesAreTracedToTheirEnd() throws Exception {
        assertThat(books.all().collectList().block()).containsExactly("a", "b");
        StepVerifier.create(books.published()).expectNext("p").verifyComplete();
        assertThat(books.stage().toCompletableFuture().join()).isEqualTo("s");
        assertThat(books.future("f").join()).isEqualTo("f");
        assertThat(books.blocking("b")).isEqualTo("b");
        assertThat(books.blocking(null)).isNull();
        books.nothing();
        assertThat(books.byDefault()).isEqualTo("default");

        assertThat(recorded.spans())
                .extracting(SpanData::getName)
                .containsExactly("all", "published", "stage", "future", "blocking", "blocking", "nothing", "byDefault");
        assertThat(recorded.span("byDefault").getAttributes().get(Names.CODE_FUNCTION_NAME))
                .isEqualTo(Books.class.getName() + ".byDefault");
    }

    @Test
    void blockingCodeAndFuturesRunInsideTheirSpan() throws Exception {
        books.blocking("x");
        assertThat(library.current).isEqualTo(recorded.span("blocking").getSpanId());
        books.future("x");
        assertThat(library.current).isEqualTo(recorded.span("future").getSpanId());
    }

    @Test
    void exceptionsAreThoseOfTheImplementation() {
        assertThatThrownBy(() -> books.blocking(""))
                .isInstanceOf(IOException.class)
                .hasMessage("no title");
        assertThatThrownBy(() -> books.future("").get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);

        assertThat(recorded.spans())
                .hasSize(2)
                .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR)
                .allMatch(span ->
                        "java.io.IOException".equals(span.getAttributes().get(Names.ERROR_TYPE)));
    }

    @Test
    void whatIsNotAnnotatedPasses() {
        assertThat(books.untraced()).isEqualTo("u");
        assertThat(books).hasToString("the library").hasSameHashCodeAs(library);
        Object same = books;
        assertThat(books)
                .isEqualTo(same)
                .isEqualTo(recorded.tracing().proxy(Books.class, new Library()))
                .isNotEqualTo("x");
        assertThat(recorded.spans()).isEmpty();
    }

    @Test
    void captureCanBeSwitchedOffAndIsOffWithoutContent() {
        books.discreet("secret");
        try (RecordedTelemetry closed = Tracing.inMemory()) {
            Books guarded = closed.tracing().proxy(Books.class, library);
            guarded.future("secret").join();
            assertThat(closed.span("future").toString()).doesNotContain("secret");
        }
        assertThat(recorded.span("discreet").toString()).doesNotContain("secret");
    }

    /** Annotated as a whole. */
    @Traced(tags = "interface")
    interface Whole {
        String first();

        String second();
    }

    @Test
    void theNearestAnnotationWins() {
        Whole whole = recorded.tracing().proxy(Whole.class, new Whole() {
            @Override
            @Traced(name = "own")
            public String first() {
                return "1";
            }

            @Override
            public String second() {
                return "2";
            }
        });
        whole.first();
        whole.second();

        AttributeKey<java.util.List<String>> tags = AttributeKey.stringArrayKey("weir.trace.tags");
        assertThat(recorded.span("own").getAttributes().get(tags)).isNull();
        assertThat(recorded.span("second").getAttributes().get(tags)).containsExactly("interface");
    }

    /** Generic. */
    interface Finder<K> {
        @Traced
        String find(K key);
    }

    @Test
    void genericInterfacesAndLambdasWork() {
        Finder<Integer> finder = recorded.tracing().<Finder<Integer>>proxy(finderType(), key -> "found " + key);
        assertThat(finder.find(5)).isEqualTo("found 5");
        assertThat(only().getAttributes().get(Names.CODE_FUNCTION_NAME)).isEqualTo(Finder.class.getName() + ".find");
        assertThat(only().getAttributes().get(AttributeKey.longKey("weir.trace.argument.key")))
                .isEqualTo(5);
    }

    @SuppressWarnings("unchecked")
    private static Class<Finder<Integer>> finderType() {
        return (Class<Finder<Integer>>) (Class<?>) Finder.class;
    }

    @Test
    void nullInPlaceOfAPublisherStaysNullAndInPlaceOfAStageIsSaid() {
        Books broken = recorded.tracing().proxy(Books.class, new Library() {
            @Override
            @SuppressWarnings("NullAway")
            public Flux<String> all() {
                return null;
            }

            @Override
            @SuppressWarnings("NullAway")
            public CompletionStage<String> stage() {
                return null;
            }
        });
        assertThat(broken.all()).isNull();
        assertThatThrownBy(broken::stage)
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("stage");
    }

    /** Not annotated. */
    interface Plain {
        String text();
    }

    /** Returns what cannot be wrapped. */
    interface Hot {
        @Traced
        ConnectableFlux<Integer> stream();
    }

    @Test
    void wrongUseIsRefused() {
        assertThatThrownBy(() -> recorded.tracing().proxy(Library.class, library))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is no interface");
        assertThatThrownBy(() ->
                        recorded.tracing().proxy(Hot.class, () -> Flux.just(1).publish()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("ConnectableFlux");
        assertThatThrownBy(() -> recorded.tracing().proxy(Plain.class, () -> "x"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("@Traced");
    }
}
