package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.Model;
import dev.weir.Prompt;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.client.LlmClient;
import dev.weir.local.FakeModel;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Every snippet of the pages about steps, sessions and prompts, run. */
class SnippetsTest {

    private static final Pattern SNIPPET = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final AttributeKey<String> SESSION = AttributeKey.stringKey("session.id");

    static final Prompt RECOMMEND = Prompt.of("recommend-book", "Recommend a {genre} book")
            .system("You are a librarian")
            .options(options -> options.temperature(0.2))
            .label("production");

    interface Librarian {
        @Traced(name = "recommend_book", tags = "production")
        Mono<Response> recommend(String genre);
    }

    private final RecordedTelemetry recorded = Tracing.inMemory();
    private final Tracing tracing = recorded.tracing();
    private final OpenTelemetry openTelemetry = recorded.openTelemetry();
    private final Model model = FakeModel.reply("Dune by Frank Herbert").with(tracing);

    @AfterEach
    void close() {
        recorded.close();
    }

    private List<String> names() {
        return recorded.spans().stream().map(SpanData::getName).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tracing-your-code.md", "sessions.md", "prompts.md"})
    void everySnippetIsInThisFile(String page) throws IOException {
        String source = squeezed(Files.readString(Path.of("src/test/java/dev/weir/tracing/SnippetsTest.java")));
        List<String> missing = new ArrayList<>();
        List<String> snippets = SNIPPET.matcher(Files.readString(Path.of("../docs", page)))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        for (String snippet : snippets) {
            if (!source.contains(squeezed(snippet))) {
                missing.add(snippet);
            }
        }
        assertThat(snippets).hasSizeGreaterThan(3);
        assertThat(missing).isEmpty();
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s", "");
    }

    @Test
    void aClientThatIsTraced() {
        Tracing tracing = Tracing.configure(config -> config.console());
        LlmClient client = LlmClient.builder().intercept(tracing).build();
        Model model = client.model("local/parrot");

        assertThat(model.id().toString()).isEqualTo("local/parrot");
        client.close().block(Duration.ofSeconds(10));
        tracing.close().block(Duration.ofSeconds(10));
    }

    @Test
    void aroundPublishers() {
        TraceSpec recommend = tracing.trace("recommend_book")
                .tags("production", "books")
                .metadata("team", "search")
                .version("1.0");

        Mono<Response> book = model.call("Recommend a fantasy book").transform(recommend::around);

        Flux<Chunk> story = model.stream("Tell me a story about rivers")
                .transform(tracing.trace("tell_story")
                        .arg("topic", "rivers")
                        .recordResult(Chunk.Done.class, done -> done.response().text())::around);

        book.block();
        story.blockLast();
        assertThat(names()).containsExactly("chat model", "recommend_book", "chat model", "tell_story");
        assertThat(recorded.spans().get(2).getParentSpanId())
                .isEqualTo(recorded.span("tell_story").getSpanId());
    }

    @Test
    void codeWithoutReactor() {
        int words = tracing.trace("count_words").get(() -> "a river flows".split(" ").length);
        CompletableFuture<String> later =
                tracing.trace("load_profile").future(() -> CompletableFuture.supplyAsync(() -> "Ada"));

        Mono<Integer> counted = tracing.trace("count_words")
                .around(Mono.fromCallable(() -> tracing.trace("split").get(() -> 3)))
                .subscribeOn(Schedulers.boundedElastic());

        assertThat(words).isEqualTo(3);
        assertThat(later.join()).isEqualTo("Ada");
        assertThat(counted.block()).isEqualTo(3);
        assertThat(names()).containsExactlyInAnyOrder("count_words", "load_profile", "split", "count_words");
        assertThat(recorded.span("split").getParentSpanId())
                .isEqualTo(recorded.spans().get(3).getSpanId());
    }

    @Test
    void writingOnASpan() {
        Mono<Boolean> valid = tracing.span(
                "validate",
                span -> model.call("Is 'Dune' a book?")
                        .map(answer -> answer.text().contains("Dune"))
                        .doOnNext(found -> span.set("found", found)
                                .set("attempt", 1)
                                .event("cache.miss", Map.of("key", "dune"))
                                .info("checked", Map.of("source", "model"))));

        assertThat(valid.block()).isTrue();
        assertThat(recorded.span("validate").getAttributes().get(AttributeKey.booleanKey("found")))
                .isTrue();
        assertThat(recorded.span("validate").getEvents()).hasSize(2);
    }

    @Test
    void annotatedInterfaces() {
        Librarian librarian = tracing.proxy(Librarian.class, genre -> model.call("Recommend a " + genre + " book"));
        Response recommended = librarian.recommend("fantasy").block();

        assertThat(recommended).isNotNull();
        assertThat(names()).containsExactly("chat model", "recommend_book");
    }

    @Test
    @SuppressWarnings("NullAway")
    void judgements() {
        Trace<Response> trace = tracing.trace("recommend_book")
                .wrap(model.call("Recommend a fantasy book"))
                .block();
        trace.annotate(Evaluation.Label.PASS, "names the author");
        trace.score("relevance", 0.9);

        tracing.annotate(
                trace.traceId(),
                trace.spanId(),
                Evaluation.of("helpfulness").score(4).label("good").response(trace.result()));

        assertThat(recorded.events())
                .hasSize(3)
                .allMatch(event -> event.getSpanContext()
                        .getSpanId()
                        .equals(recorded.span("recommend_book").getSpanId()));
    }

    @Test
    void sharedStreams() {
        SpanLink answer = SpanLink.create();
        Flux<Chunk> shared =
                model.stream("Tell me a story").transform(answer::capture).share();
        Flux<Chunk> oneOfMany = shared.transform(tracing.trace("sse client").link(answer)::around);

        oneOfMany.blockLast();
        assertThat(recorded.span("sse client").getLinks()).hasSize(1);
    }

    @Test
    void inTests() {
        try (RecordedTelemetry recorded = Tracing.inMemory()) {
            Model traced = FakeModel.reply("Dune").with(recorded.tracing());
            traced.call("Recommend a book").block();

            assertThat(recorded.span("chat model").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        }
    }

    @Test
    void sessions() {
        Mono<Response> answer = model.call("Recommend a fantasy book")
                .contextWrite(Session.of("user-123").attribute("plan", "pro"))
                .contextWrite(Attribution.tenant("acme")
                        .feature("search")
                        .userTier("free")
                        .variant("b"));
        answer.block();
        assertThat(recorded.spans().get(0).getAttributes().get(SESSION)).isEqualTo("user-123");
        recorded.clear();

        Mono<Response> each =
                Mono.defer(() -> model.call("Recommend a fantasy book").contextWrite(Session.create()));
        each.block();
        each.block();
        assertThat(recorded.spans())
                .extracting(span -> span.getAttributes().get(SESSION))
                .doesNotHaveDuplicates()
                .doesNotContainNull();
        recorded.clear();

        Mono<Response> turn = model.call("And who wrote it?").contextWrite(Session.conversation("conv-42"));
        Mono<Response> other = model.call("And who wrote it?")
                .contextWrite(Session.of("user-123").conversationId("conv-42"));
        turn.block();
        other.block();
        assertThat(recorded.spans())
                .extracting(span -> span.getAttributes().get(Names.CONVERSATION_ID))
                .containsExactly("conv-42", "conv-42");
        recorded.clear();

        try (Scope ignored = Session.of("user-123").makeCurrent()) {
            tracing.trace("nightly_report")
                    .run(() -> model.call("Sum up the day").block());
        }
        assertThat(recorded.spans())
                .hasSize(2)
                .allMatch(span -> "user-123".equals(span.getAttributes().get(SESSION)));
    }

    @Test
    void howFarTheyTravel() {
        Tracing renamed = Tracing.builder(openTelemetry)
                .ambient(ambient -> ambient.name(Ambient.Field.TENANT, "customer.id"))
                .build();
        Tracing sharing = Tracing.builder(openTelemetry)
                .ambient(ambient -> ambient.sendBaggage(true)
                        .readBaggage(true)
                        .header(
                                Ambient.Field.SESSION,
                                "X-Session-Id",
                                uri -> "gateway.example.org".equals(uri.getHost())))
                .build();
        Tracing everywhere = Tracing.configure(config -> config.console().spanProcessor(AmbientSpanProcessor.create()));

        renamed.trace("a")
                .around(Mono.just(1))
                .contextWrite(Attribution.tenant("acme"))
                .block();
        assertThat(recorded.span("a").getAttributes().get(AttributeKey.stringKey("customer.id")))
                .isEqualTo("acme");
        sharing.trace("b").around(Mono.just(1)).block();
        everywhere.close().block(Duration.ofSeconds(10));
    }

    @Test
    @SuppressWarnings("NullAway")
    void prompts() {
        Request request = Request.of(RECOMMEND.with("genre", "fantasy"));
        Response book = model.call(request).block();

        Request longer = Request.builder()
                .prompt(RECOMMEND, Map.of("genre", "fantasy"))
                .user("Answer in one sentence")
                .maxTokens(100)
                .build();

        String before = RECOMMEND.version();
        String after = RECOMMEND.user("Name the author, too").version();
        boolean changed = !before.equals(after);

        Mono<Response> versioned =
                model.call(request).transform(tracing.trace("recommend_book").version(RECOMMEND)::around);
        Mono<Response> numbered =
                model.call(request).transform(tracing.trace("recommend_book").version("1.0")::around);

        assertThat(book.text()).contains("Dune");
        assertThat(longer.messages()).hasSize(2);
        assertThat(changed).isTrue();
        versioned.block();
        numbered.block();
        assertThat(recorded.spans())
                .filteredOn(span -> span.getName().equals("recommend_book"))
                .extracting(span -> span.getAttributes().get(Names.WEIR_VERSION_ID))
                .containsExactly(RECOMMEND.version(), "1.0");
    }
}
