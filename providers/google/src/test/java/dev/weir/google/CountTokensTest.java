package dev.weir.google;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Request;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import dev.weir.spi.JsonException;
import dev.weir.spi.Provider;
import dev.weir.spi.TokenCountCodec;
import dev.weir.spi.WireException;
import dev.weir.spi.WireRequest;
import java.util.ArrayList;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CountTokensTest {

    private static final Request REQUEST = Request.builder()
            .system("s")
            .user("hi")
            .tools(Tool.function("f", "d", "{}").strict(true))
            .toolChoice(ToolChoice.REQUIRED)
            .temperature(0.5)
            .build();

    private static TokenCountCodec codec(Provider provider) {
        return Objects.requireNonNull(provider.tokenCountCodec());
    }

    private static final TokenCountCodec GEMINI = codec(Google.builder().build());

    @Test
    void wrapsTheRequestForTheGeminiApi() {
        WireRequest wire = GEMINI.encode(REQUEST, Wire.MODEL, new ArrayList<>());
        assertThat(wire.path()).isEqualTo("/models/gemini-2.5-flash:countTokens");
        assertThat(new String(wire.body(), UTF_8))
                .isEqualTo(Wire.json("{'generateContentRequest':{"
                        + "'systemInstruction':{'parts':[{'text':'s'}]},'contents':[{'role':'user','parts':[{'text':'hi'}]}],"
                        + "'tools':[{'functionDeclarations':[{'name':'f','description':'d'}]}],"
                        + "'toolConfig':{'functionCallingConfig':{'mode':'ANY'}},'model':'models/gemini-2.5-flash'}}"));
    }

    @Test
    void sendsToVertexOnlyTheFieldsItCounts() {
        WireRequest wire =
                codec(VertexAi.builder().project("p").build()).encode(REQUEST, Wire.MODEL, new ArrayList<>());
        assertThat(wire.path()).isEqualTo("/publishers/google/models/gemini-2.5-flash:countTokens");
        assertThat(Wire.JSON.readTree(wire.body()).propertyNames())
                .containsExactlyInAnyOrder("systemInstruction", "contents", "tools");
    }

    @Test
    void readsTheCount() {
        assertThat(GEMINI.decode("{\"totalTokens\":12,\"promptTokensDetails\":[{}]}".getBytes(UTF_8)))
                .isEqualTo(12);
        assertThatThrownBy(() -> GEMINI.decode("{}".getBytes(UTF_8))).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> GEMINI.decode("{\"error\":{\"code\":500}}".getBytes(UTF_8)))
                .isInstanceOf(WireException.class);
    }
}
