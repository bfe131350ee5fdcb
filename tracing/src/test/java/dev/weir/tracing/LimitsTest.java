package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.MediaSource;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import dev.weir.tracing.conformance.ContentSchemas;
import dev.weir.tracing.conformance.Registry;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What is recorded of content that is longer than it may be. */
class LimitsTest {

    private static final int ROUNDS = 400;

    /** Letters, quotes, line ends, characters of two, three and four bytes. */
    private static String text(Random random) {
        return random.ints(random.nextInt(40), 0, 7)
                .mapToObj(kind -> switch (kind) {
                    case 0 -> "\"";
                    case 1 -> "\n";
                    case 2 -> "\u00e9";
                    case 3 -> "\u20ac";
                    case 4, 5 -> "\ud83d\ude00";
                    default -> "a";
                })
                .collect(Collectors.joining());
    }

    @Test
    void aCutTextIsTheLongestBeginningThatFitsAndSplitsNoCharacter() {
        Random random = new Random(42);
        for (int round = 0; round < ROUNDS * 10; round++) {
            String whole = text(random);
            int limit = random.nextInt(20);
            String cut = new Limits(limit, 0).cut(whole);
            assertThat(whole).startsWith(cut);
            assertThat(cut.length()).isLessThanOrEqualTo(limit);
            if (whole.length() > limit) {
                boolean pair = limit > 0 && Character.isSurrogatePair(whole.charAt(limit - 1), whole.charAt(limit));
                assertThat(cut).hasSize(pair ? limit - 1 : limit);
            } else {
                assertThat(cut).isEqualTo(whole);
            }
        }
    }

    private static int check(Object tree, int limit) {
        if (tree instanceof String text) {
            assertThat(text.length()).isLessThanOrEqualTo(limit);
            assertThat(text.isEmpty() || !Character.isHighSurrogate(text.charAt(text.length() - 1)))
                    .as("ends with half a character")
                    .isTrue();
            return text.length();
        }
        if (tree instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .mapToInt(field -> String.valueOf(field.getKey()).length() + check(field.getValue(), limit))
                    .sum();
        }
        if (tree instanceof List<?> list) {
            return list.stream().mapToInt(element -> check(element, limit)).sum();
        }
        return 0;
    }

    @Test
    void argumentsStayJsonAndWithinTheLimit() {
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            Object value = Map.of(
                    "a" + text(random).length(),
                    List.of(text(random), 12, true, Map.of("deep", text(random))),
                    "b",
                    text(random),
                    "c",
                    text(random));
            String json = new JsonWriter().any(value).toString();
            int limit = random.nextInt(60);
            Limits limits = new Limits(limit, 0);
            Map<?, ?> bounded = JsonTexts.object(json, "input", limits);

            String written = new JsonWriter().any(bounded).toString();
            assertThat(JsonReader.of(written).any()).isEqualTo(bounded);
            assertThat(check(bounded, limit)).isLessThanOrEqualTo(Math.max(limit, 0));
        }
    }

    @Test
    void everythingRecordedStaysValidWhateverTheLimit() {
        ContentSchemas schemas = ContentSchemas.of(Registry.ADDED);
        for (int limit : new int[] {0, 1, 2, 3, 5, 8, 13, 40, 200}) {
            try (Telemetries telemetries =
                    new Telemetries(builder -> builder.content(content -> content.capture(ContentCapture.SPAN_ONLY)
                            .media(true)
                            .maxTextLength(limit)
                            .maxMediaLength(limit)))) {
                telemetries
                        .tracing
                        .call(Fixtures.call(ContentFixtures.request()), Mono.just(ContentFixtures.response()))
                        .block();
                String input = telemetries.onlySpan().getAttributes().get(Names.INPUT_MESSAGES);
                String tools = telemetries.onlySpan().getAttributes().get(Names.TOOL_DEFINITIONS);
                assertThat(schemas.strictFindings("gen_ai.input.messages", input))
                        .isEmpty();
                assertThat(schemas.findings("gen_ai.tool.definitions", tools)).isEmpty();
                assertThat(input.contains(ContentFixtures.BASE64)).isEqualTo(limit >= 8);
                assertThat(input.contains("\"hello\"")).isEqualTo(limit >= 5);
                assertThat(tools.contains("parameters")).isEqualTo(limit >= 70);
            }
        }
    }

    /** What dialects are shown: of JSON what still is JSON, of other texts the beginning. */
    @Test
    void aWholeContentIsCutToo() {
        Content whole = new Content(
                "chat",
                List.of(new Part.Text("librarian")),
                ContentFixtures.request().messages(),
                ContentFixtures.response().choices(),
                ContentFixtures.request().tools());
        assertThat(new Limits(Integer.MAX_VALUE, 0).of(whole)).isSameAs(whole);
        for (int limit = 0; limit < 200; limit++) {
            Content cut = new Limits(limit, 0).of(whole);

            String said = ((Part.Text) cut.systemInstructions().get(0)).text();
            assertThat(said).isEqualTo("librarian".substring(0, Math.min(limit, 9)));
            Part.ToolCall call = cut.input().get(2).toolCalls().get(0);
            Map<?, ?> arguments = (Map<?, ?>) JsonReader.of(call.arguments()).any();
            assertThat(arguments.containsKey("location")).isEqualTo(limit > 8);
            assertThat(cut.tools()).hasSameSizeAs(whole.tools());
            assertThat(JsonReader.of(cut.tools().get(1).json()).any()).isInstanceOf(Map.class);
        }
    }

    @Test
    void aMediumIsWholeOrNotThere() {
        MediaSource five = MediaSource.bytes(new byte[5], "image/png");
        assertThat(new MediaTree(new Limits(0, 8)).of("image", five)).containsEntry("content", "AAAAAAA=");
        assertThat(new MediaTree(new Limits(0, 7)).of("image", five)).containsEntry("content", "");
    }

    @Test
    void aLengthIsNotNegative() {
        assertThatThrownBy(() -> ContentSettings.DEFAULT.maxTextLength(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> ContentSettings.DEFAULT.maxMediaLength(-5)).hasMessageContaining("-5");
    }

    @Test
    void theSettingsSayNothingOfRedactorAndHook() {
        assertThat(ContentSettings.DEFAULT.redactor(text -> "").toString())
                .isEqualTo("ContentSettings[NO_CONTENT, redactor=true, hook=false, Limits[text=2147483647, media=0]]");
        assertThat(new Content("chat", List.of(), Request.of("SECRET").messages(), List.of(), List.of()))
                .hasToString("Content[chat, 0 system parts, 1 messages, 0 choices, 0 tools]");
        assertThat(Message.user(new Part.Text("SECRET")).toString()).doesNotContain("SECRET");
    }
}
