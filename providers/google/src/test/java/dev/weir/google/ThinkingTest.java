package dev.weir.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Request;
import dev.weir.Thinking;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ThinkingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "gemini-2.5-flash       | 1024    | {'includeThoughts':true,'thinkingBudget':1024} | false",
                "gemini-2.5-flash       | 0       | {'thinkingBudget':0}                           | false",
                "gemini-2.5-flash       | none    | {'thinkingBudget':0}                           | false",
                "gemini-2.5-pro         | none    | {'thinkingBudget':128}                         | true",
                "gemini-2.5-flash       | dynamic | {'includeThoughts':true,'thinkingBudget':-1}   | false",
                "gemini-2.5-flash       | low     | {'includeThoughts':true,'thinkingBudget':1024} | true",
                "gemini-2.5-flash       | high    | {'includeThoughts':true,'thinkingBudget':24576}| true",
                "gemini-3-flash-preview | low     | {'includeThoughts':true,'thinkingLevel':'low'} | false",
                "gemini-3-flash-preview | xhigh   | {'includeThoughts':true,'thinkingLevel':'high'}| true",
                "gemini-3-flash-preview | none    | {'thinkingLevel':'minimal'}                    | true",
                "gemini-3.1-pro-preview | none    | {'thinkingLevel':'low'}                        | true",
                "gemini-3-flash-preview | 512     | {'includeThoughts':true,'thinkingBudget':512}  | false",
                "gemini-flash-latest    | medium  | {'includeThoughts':true,'thinkingLevel':'medium'}| false",
                "endpoints/123          | none    | {'thinkingBudget':0}                           | false"
            })
    void sendsBudgetOrLevelByModelNeverBoth(String model, String wanted, String expected, boolean warned) {
        boolean number = Character.isDigit(wanted.charAt(0));
        Thinking thinking = number ? Thinking.budget(Integer.parseInt(wanted)) : Thinking.level(wanted);
        Request request = Request.builder().user("hi").thinking(thinking).build();
        JsonNode config = Wire.body(request, model).at("/generationConfig/thinkingConfig");
        assertThat(config.toString()).isEqualTo(Wire.json(expected));
        assertThat(Wire.warned(request, model).contains("thinking")).isEqualTo(warned);
    }

    @ParameterizedTest
    @CsvSource({"gemini-2.0-flash, low, true", "gemma-3-27b-it, high, true", "gemini-1.5-pro, none, false"})
    void leavesThinkingOutForModelsThatDoNotThink(String model, String level, boolean warned) {
        Request request =
                Request.builder().user("hi").thinking(Thinking.level(level)).build();
        assertThat(Wire.body(request, model).has("generationConfig")).isFalse();
        assertThat(Wire.warned(request, model).contains("thinking")).isEqualTo(warned);
    }
}
