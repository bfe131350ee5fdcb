package dev.weir.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError;
import dev.weir.ApiError.Kind;
import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.Response;
import dev.weir.spi.Codec;
import dev.weir.spi.Environment;
import dev.weir.spi.Headers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What each brand answers, in the forms that differ from OpenAI's. */
class FurtherBrandsDecodeTest {

    private static final String DONE = "[DONE]";

    private static Codec codec(String brand) {
        return new OpenAiProviders()
                .providers(Environment.of(Map.of())).stream()
                        .filter(provider -> provider.name().equals(brand))
                        .findFirst()
                        .orElseThrow()
                        .codec();
    }

    /** Reads a stream whose events are written with single quotes. */
    private static Wire.Answer stream(String brand, String... events) {
        return Wire.events(
                codec(brand),
                Arrays.stream(events).map(event -> event.replace('\'', '"')).toArray(String[]::new));
    }

    private static Wire.Answer call(String brand, String body) {
        return Wire.call(codec(brand), body.replace('\'', '"'));
    }

    private static ApiError error(String brand, int status, String body) {
        return codec(brand).error(status, Headers.NONE, body.replace('\'', '"').getBytes(UTF_8));
    }

    private static String delta(String delta) {
        return "{'id':'i','model':'m','choices':[{'index':0,'delta':" + delta + ",'finish_reason':null}]}";
    }

    private static String finish(String delta, String reason, String more) {
        return "{'id':'i','model':'m','choices':[{'index':0,'delta':" + delta + ",'finish_reason':'" + reason + "'}]"
                + more + "}";
    }

    @Test
    void deepSeekAlternatesBetweenNullAndText() {
        Response response = stream(
                        "deepseek",
                        delta("{'role':'assistant','content':null,'reasoning_content':''}"),
                        delta("{'content':null,'reasoning_content':'hm'}"),
                        delta("{'content':'a','reasoning_content':null}"),
                        finish(
                                "{'content':'','reasoning_content':null}",
                                "insufficient_system_resource",
                                ",'usage':{'prompt_tokens':10,'completion_tokens':3,'total_tokens':13,"
                                        + "'prompt_cache_hit_tokens':4,'prompt_cache_miss_tokens':6}"),
                        DONE)
                .response();
        assertThat(response.thinking()).isEqualTo("hm");
        assertThat(response.text()).isEqualTo("a");
        assertThat(response.finishReason()).isEqualTo(FinishReason.ERROR);
        assertThat(response.usage().cacheReadTokens()).hasValue(4);
    }

    @Test
    void openRouterRepeatsRolesAndFinishesTwice() {
        Wire.Answer answer = stream(
                "openrouter",
                "{'id':'gen-1','provider':'OpenAI','model':'m','choices':[{'index':0,'delta':{'role':'assistant',"
                        + "'content':'a'},'finish_reason':null,'native_finish_reason':null}]}",
                "{'id':'gen-1','provider':'OpenAI','model':'m','choices':[{'index':0,'delta':{'role':'assistant',"
                        + "'content':''},'finish_reason':'stop','native_finish_reason':'completed'}]}",
                "{'id':'gen-1','provider':'OpenAI','model':'m','choices':[{'index':0,'delta':{'role':'assistant',"
                        + "'content':''},'finish_reason':'stop'}]}",
                "{'id':'gen-1','provider':'OpenAI','model':'m','choices':[{'index':0,'delta':{'role':'assistant',"
                        + "'content':''},'finish_reason':null}],'usage':{'prompt_tokens':1,'cost':0.5}}",
                DONE);
        assertThat(answer.chunks(Chunk.Finished.class)).hasSize(1);
        assertThat(answer.response().usage().inputTokens()).hasValue(1);
        assertThat(answer.response().usage().raw()).contains("cost");
        assertThat(answer.response().extras())
                .containsEntry("provider", "\"OpenAI\"")
                .containsEntry("choices[0].native_finish_reason", "\"completed\"");
    }

    @Test
    void openRouterReportsErrorsBesideChoicesAndUnder200() {
        Wire.Answer answer = stream(
                "openrouter",
                "{'id':'i','choices':[{'index':0,'delta':{'content':'a'}}],'error':{'code':400,'message':'limit'}}",
                DONE);
        assertThat(answer.error()).isNotNull();
        assertThat(answer.error().kind()).isEqualTo(Kind.BAD_REQUEST);
        assertThat(answer.response().text()).isEqualTo("a");
        Wire.Answer under200 = call("openrouter", "{'error':{'code':502,'message':'upstream'}}");
        assertThat(under200.error()).isNotNull();
        assertThat(under200.error().retryable()).isTrue();
        Wire.Answer empty = call("openrouter", "{'id':null,'choices':null,'provider':{'choices':[]}}");
        assertThat(empty.error()).isNotNull();
        assertThat(empty.error().retryable()).isTrue();
    }

    @Test
    void openRoutersModerationIsAFilterError() {
        ApiError error = error(
                "openrouter",
                403,
                "{'error':{'code':403,'message':'m','metadata':{'reasons':['x'],'flagged_input':'y'}}}");
        assertThat(error.kind()).isEqualTo(Kind.CONTENT_FILTER);
        assertThat(error.code()).isEqualTo("403");
    }

    @Test
    void openRoutersDetailsAreReadOnceAndGoBackUnchanged() {
        Response response = stream(
                        "openrouter",
                        delta("{'content':'','reasoning':'h','reasoning_details':[{'type':'reasoning.text','text':'h',"
                                + "'format':'anthropic-claude-v1','index':0}]}"),
                        delta("{'content':'','reasoning':'m','reasoning_details':[{'type':'reasoning.text','text':'m',"
                                + "'format':'anthropic-claude-v1','index':0}]}"),
                        delta(
                                "{'content':'','reasoning_details':[{'type':'reasoning.text','signature':'sig','index':0}]}"),
                        delta("{'content':'','reasoning_details':[{'type':'reasoning.encrypted','data':'xyz','id':'r',"
                                + "'index':1}]}"),
                        delta("{'content':'a'}"),
                        finish("{'content':''}", "stop", ""),
                        DONE)
                .response();
        assertThat(response.thinking()).isEqualTo("hm");
        Part.Thinking thoughts = (Part.Thinking) response.parts().get(0);
        assertThat(Wire.exactJson(String.valueOf(
                        ProviderData.value(thoughts.providerData(), "openai-chat", "reasoning_details"))))
                .isEqualTo(Wire.json("[{'type':'reasoning.text','text':'hm','format':'anthropic-claude-v1','index':0,"
                        + "'signature':'sig'},{'type':'reasoning.encrypted','data':'xyz','id':'r','index':1}]"));
    }

    @Test
    void detailsAloneAreRead() {
        Response response = call(
                        "openrouter",
                        "{'choices':[{'message':{'content':'a','reasoning':null,'reasoning_details':["
                                + "{'type':'reasoning.summary','summary':'s1','index':0},"
                                + "{'type':'reasoning.summary','summary':'s2','index':0}]},'finish_reason':'stop'}]}")
                .response();
        assertThat(response.thinking()).isEqualTo("s1s2");
    }

    @Test
    void ollamaPutsCallsBesideTheFinishReasonAndRepeatsItsIds() {
        String[] events = {
            "{'id':'chatcmpl-1','model':'m','choices':[{'index':0,'delta':{'role':'assistant','content':'','tool_calls':"
                    + "[{'id':'call_1','index':0,'type':'function','function':{'name':'f','arguments':'{}'}}]},"
                    + "'finish_reason':'tool_calls'}]}",
            DONE
        };
        Response first = stream("ollama", events).response();
        Response second = stream("ollama", events).response();
        assertThat(first).isEqualTo(second);
        assertThat(first.toolCalls()).hasSize(1);
        assertThat(call("ollama", "{'choices':[{'index':0,'message':{'content':'a'},'finish_reason':null}]}")
                        .response()
                        .rawFinishReason())
                .isNull();
    }

    @Test
    void vllmsExtrasAreToleratedAndRunningUsageIsNotSummed() {
        Response response = stream(
                        "vllm",
                        "{'id':'i','model':'m','choices':[{'index':0,'delta':{'reasoning':'h'},'stop_reason':null}],'usage':"
                                + "{'prompt_tokens':5,'completion_tokens':1},'prompt_logprobs':null}",
                        "{'id':'i','model':'m','choices':[{'index':0,'delta':{'reasoning_content':'m'},'stop_reason':null}],"
                                + "'usage':{'prompt_tokens':5,'completion_tokens':2}}",
                        "{'id':'i','model':'m','choices':[{'index':0,'delta':{'content':'a'},'finish_reason':'stop',"
                                + "'stop_reason':128001}],'usage':{'prompt_tokens':5,'completion_tokens':3}}",
                        DONE)
                .response();
        assertThat(response.thinking()).isEqualTo("hm");
        assertThat(response.usage().outputTokens()).hasValue(3);
        assertThat(response.extras()).containsExactly(Map.entry("choices[0].stop_reason", "128001"));
        assertThat(stream("vllm", "{'error':{'message':'no','type':'BadRequestError','code':400}}", DONE)
                        .error())
                .isNotNull();
    }

    @Test
    void vllmsOlderErrorsStandAtTheTop() {
        ApiError error = error("vllm", 400, "{'object':'error','message':'m','type':'BadRequestError','code':400}");
        assertThat(error.type()).isEqualTo("BadRequestError");
        assertThat(error.code()).isEqualTo("400");
    }

    @Test
    void togetherRepeatsTheTextAndCountsBeyondLong() {
        Wire.Answer answer = stream(
                "together",
                "{'id':'i','model':'m','choices':[{'index':0,'text':'a','seed':9949578379265081000,'delta':{'role':"
                        + "'assistant','token_id':5,'content':'a','tool_calls':[]}}]}",
                "{'id':'i','model':'m','choices':[{'index':0,'text':'','delta':{'content':''},'finish_reason':'eos'}],"
                        + "'usage':{'prompt_tokens':1,'cached_tokens':1}}",
                DONE);
        assertThat(answer.response().text()).isEqualTo("a");
        assertThat(answer.response().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.response().rawFinishReason()).isEqualTo("eos");
        assertThat(answer.response().usage().cacheReadTokens()).hasValue(1);
        assertThat(answer.response().extras()).containsEntry("choices[0].seed", "9949578379265081000");
    }

    @Test
    void thinkTagsAreSplitOnRequestWhereverTheyAreCut() {
        String text = "\n<think>h < m</think>\n\na <think> b";
        for (int first = 1; first < text.length(); first++) {
            for (int second = first; second < text.length(); second++) {
                ThinkTags tags = new ThinkTags();
                List.of(text.substring(0, first), text.substring(first, second), text.substring(second))
                        .forEach(tags::add);
                tags.end();
                assertThat(tags.takeThinking()).isEqualTo("h < m");
                assertThat(tags.takeText()).isEqualTo("a <think> b");
            }
        }
        Codec codec = new ChatCodec(Dialect.COMPATIBLE.thinkTags(true));
        Response response = Wire.call(
                        codec,
                        "{\"choices\":[{\"message\":{\"content\":\"<think>hm</think>a\"},\"finish_reason\":\"stop\"}]}")
                .response();
        assertThat(response.thinking()).isEqualTo("hm");
        assertThat(response.text()).isEqualTo("a");
    }

    @Test
    void thinkTagsCutBetweenChunksBecomeThinkingChunks() {
        Codec codec = new ChatCodec(Dialect.COMPATIBLE.thinkTags(true));
        String delta = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}";
        Wire.Answer answer = Wire.events(
                codec,
                delta.formatted("<thi"),
                delta.formatted("nk>h"),
                delta.formatted("m</th"),
                delta.formatted("ink>"),
                delta.formatted("a <th"),
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ere\"},\"finish_reason\":\"stop\"}]}",
                DONE);
        assertThat(answer.response().thinking()).isEqualTo("hm");
        assertThat(answer.response().text()).isEqualTo("a <there");
        assertThat(answer.chunks(Chunk.ThinkingDelta.class))
                .extracting(Chunk.ThinkingDelta::delta)
                .containsExactly("h", "m");
    }

    @Test
    void perplexityRepeatsUsageAndCitations() {
        Wire.Answer answer = stream(
                "perplexity",
                "{'id':'i','model':'m','object':'chat.completion.chunk','citations':['https://a.org'],'usage':"
                        + "{'completion_tokens':1},'choices':[{'index':0,'delta':{'role':'assistant','content':'a'}}]}",
                "{'id':'i','model':'m','object':'chat.completion.chunk','citations':['https://a.org','https://b.org'],"
                        + "'usage':{'completion_tokens':2},'choices':[{'index':0,'delta':{'content':'b'}}]}",
                "{'id':'i','model':'m','object':'chat.completion.done','citations':['https://a.org','https://b.org'],"
                        + "'usage':{'completion_tokens':2},'choices':[{'index':0,'delta':{'content':''},"
                        + "'finish_reason':'stop'}]}",
                DONE);
        Part.Text text = (Part.Text) answer.response().parts().get(0);
        assertThat(text.text()).isEqualTo("ab");
        assertThat(text.citations())
                .extracting(citation -> citation.url())
                .containsExactly("https://a.org", "https://b.org");
        assertThat(answer.response().usage().outputTokens()).hasValue(2);
    }

    @Test
    void cerebrasAndFireworksHaveErrorsOfTheirOwn() {
        ApiError top = error("cerebras", 400, "{'message':'m','type':'t','param':'p','code':'c'}");
        assertThat(List.of(String.valueOf(top.message()), String.valueOf(top.type()), String.valueOf(top.code())))
                .containsExactly("m", "t", "c");
        assertThat(top.param()).isEqualTo("p");
        assertThat(error("fireworks", 404, "{'error':'no such model'}").message())
                .isEqualTo("no such model");
    }

    @Test
    void aMissingFinishReasonCompletesWithUnknown() {
        for (String reason : List.of("", ",'finish_reason':''")) {
            Wire.Answer answer = stream(
                    "zai",
                    "{'id':'','created':0,'model':'m','choices':[{'index':0,'delta':{'content':'a','refusal':''}"
                            + reason + "}]}",
                    DONE);
            assertThat(answer.missing()).isNull();
            assertThat(answer.response().finishReason()).isEqualTo(FinishReason.OTHER);
            assertThat(answer.response().id()).isNull();
            assertThat(answer.response().text()).isEqualTo("a");
        }
    }

    @Test
    void googlesThoughtSignaturesGoBack() {
        Response response = call(
                        "openai",
                        "{'choices':[{'message':{'tool_calls':[{'id':'','type':'function','function':{'name':'f','arguments':"
                                + "'{}'},'extra_content':{'google':{'thought_signature':'s'}}}]},'finish_reason':'stop'}]}")
                .response();
        assertThat(response.toolCalls().get(0).id()).isNull();
        assertThat(ProviderData.value(response.toolCalls().get(0).providerData(), "openai-chat", "extra_content"))
                .isEqualTo("{\"google\":{\"thought_signature\":\"s\"}}");
    }
}
