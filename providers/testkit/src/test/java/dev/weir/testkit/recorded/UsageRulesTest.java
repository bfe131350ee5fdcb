package dev.weir.testkit.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Usage;
import dev.weir.Usage.Count;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class UsageRulesTest {

    @ParameterizedTest
    @CsvSource({
        "openai,    openai-chat,        10, 8",
        "xai,       openai-chat,        10, 13",
        "xai,       openai-responses,   10, 8",
        "anthropic, anthropic-messages, 17, 8",
        "bedrock,   bedrock-converse,   17, 8",
        "google,    gemini,             21, 13",
        "cohere,    cohere-chat,        10, 8"
    })
    void inputIncludesTheCacheAndOutputTheReasoning(String provider, String api, long input, long output) {
        ObjectNode expected = JsonMapper.builder().build().createObjectNode();
        expected.putObject("usage")
                .put("input", 10)
                .put("output", 8)
                .put("cache_read", 3)
                .put("cache_write", 4)
                .put("reasoning", 5);
        expected.putObject("usage_raw").put("toolUsePromptTokenCount", 11);
        RecordedExchange exchange =
                new RecordedExchange("id", provider, api, false, "m", 1, 200, Map.of(), new byte[0], expected);
        Usage.Builder usage = Usage.builder()
                .count(Count.INPUT, input)
                .count(Count.OUTPUT, output)
                .count(Count.CACHE_READ, 3L)
                .count(Count.CACHE_WRITE, 4L)
                .count(Count.REASONING, 5L);
        assertThat(UsageRules.difference(exchange, usage.build())).isNull();
        assertThat(UsageRules.difference(
                        exchange, usage.count(Count.INPUT, input + 1).build()))
                .startsWith("usage.input");
        assertThat(UsageRules.difference(exchange, Usage.ABSENT)).startsWith("usage.input: expected " + input);
    }
}
