package dev.weir.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ApiError;
import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.Response;
import dev.weir.spi.JsonException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ChatStreamEndTest {

    private static final String DONE = "[DONE]";

    private final ChatCodec codec = new ChatCodec(Dialect.OPENAI);

    /** Reads events written with single quotes. */
    private Wire.Answer read(String... events) {
        return Wire.events(
                codec,
                Arrays.stream(events).map(event -> event.replace('\'', '"')).toArray(String[]::new));
    }

    private static String chunk(String choices) {
        return "{'id':'c1','object':'chat.completion.chunk','created':1,'model':'m-1','service_tier':'default',"
                + "'system_fingerprint':'fp','choices':[" + choices + "],'usage':null,'obfuscation':'x7'}";
    }

    private static String delta(String delta) {
        return chunk("{'index':0,'delta':" + delta + ",'logprobs':null,'finish_reason':null}");
    }

    private static String finish(String reason) {
        return chunk("{'index':0,'delta':{},'logprobs':null,'finish_reason':'" + reason + "'}");
    }

    private static String usage(int input, int output) {
        return "{'id':'c1','object':'chat.completion.chunk','model':'m-1','choices':[],'usage':{'prompt_tokens':"
                + input + ",'completion_tokens':" + output + ",'total_tokens':" + (input + output) + "}}";
    }

    @Test
    void doneEndsTheStream() {
        assertThat(read(delta("{'content':'a'}"), finish("stop"), DONE, "not json")
                        .ended())
                .isTrue();
        assertThat(read(delta("{'content':'a'}"), finish("stop"), " [DONE] ").ended())
                .isTrue();
    }

    @Test
    void anEndWithoutFinishReasonIsTruncated() {
        assertThat(read(delta("{'content':'a'}")).missing()).contains("finish_reason");
        assertThat(read().missing()).isNotNull();
        assertThat(read(usage(1, 1)).missing()).isNotNull();
        assertThat(read(chunk("{'index':0,'delta':{'content':'a'},'finish_reason':'stop'},"
                                + "{'index':1,'delta':{'content':'b'}}"))
                        .missing())
                .isNotNull();
    }

    @Test
    void anEndAfterTheFinishReasonIsComplete() {
        assertThat(read(delta("{'content':'a'}"), finish("stop")).missing()).isNull();
    }

    @Test
    void doneWithoutFinishReasonCompletesWithUnknown() {
        Response response = read(delta("{'content':'a'}"), DONE).response();
        assertThat(response.finishReason()).isEqualTo(FinishReason.OTHER);
        assertThat(response.rawFinishReason()).isNull();
        assertThat(response.isPartial()).isFalse();
    }

    @Test
    void anErrorInsteadOfAnAnswer() {
        Wire.Answer answer = read("{'error':{'message':'no','type':'server_error','param':null,'code':null}}", DONE);
        assertThat(answer.error()).isNotNull();
        assertThat(answer.error().status()).isEqualTo(200);
        assertThat(answer.error().type()).isEqualTo("server_error");
        assertThat(answer.response().isPartial()).isTrue();
    }

    @Test
    void anErrorAfterDeltasKeepsThem() {
        Wire.Answer answer = read(
                delta("{'content':'par'}"),
                "{'id':'c1','choices':[{'index':0,'delta':{'content':'tial'}}],'usage':{'prompt_tokens':4},"
                        + "'error':{'code':429,'message':'slow down'}}");
        assertThat(answer.error()).isNotNull();
        assertThat(answer.error().kind()).isEqualTo(ApiError.Kind.RATE_LIMIT);
        assertThat(answer.error().code()).isEqualTo("429");
        assertThat(answer.response().text()).isEqualTo("partial");
        assertThat(answer.response().usage().inputTokens()).hasValue(4);
    }

    @Test
    void anErrorEventIsAnErrorWhateverItHolds() {
        Wire.Answer answer = Wire.stream(codec, "event: error\ndata: {\"message\":\"no\"}\n\n");
        assertThat(answer.error()).isNotNull();
        assertThat(answer.error().message()).isEqualTo("no");
    }

    @Test
    void anEmptyErrorIsNone() {
        assertThat(read("{'choices':[{'index':0,'delta':{'content':'a'}}],'error':null}", finish("stop"), DONE)
                        .error())
                .isNull();
        assertThat(read("{'choices':[{'index':0,'delta':{'content':'a'}}],'error':''}", DONE)
                        .error())
                .isNull();
    }

    @Test
    void anEventThatIsNotJsonFails() {
        assertThatThrownBy(() -> read("{'choices':[{")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> read("oops")).isInstanceOf(JsonException.class);
    }

    @Test
    void anExtraThatComesWithEveryEventIsReportedOnce() {
        Wire.Answer answer = read(delta("{'content':'a'}"), delta("{'content':'b'}"), finish("stop"), DONE);
        assertThat(answer.chunks(Chunk.Extra.class)).hasSize(2);
    }
}
