package dev.weir.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiError;
import dev.weir.ApiError.Kind;
import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.Part;
import dev.weir.ProviderData;
import dev.weir.RateLimits;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.spi.Codec;
import dev.weir.spi.Environment;
import dev.weir.spi.Headers;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What each brand answers, in the forms that differ from OpenAI's. */
class BrandDecodeTest {

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
    void groqReasonsInAFieldOfItsOwn() {
        Response response = stream(
                        "groq",
                        delta("{'role':'assistant','content':null,'reasoning':'h','channel':'analysis'}"),
                        delta("{'reasoning':'m','channel':'analysis'}"),
                        delta("{'content':'a'}"),
                        finish(
                                "{}",
                                "stop",
                                ",'x_groq':{'id':'r','usage':{'prompt_tokens':1}},'usage':{'prompt_tokens':2}"),
                        DONE)
                .response();
        assertThat(response.thinking()).isEqualTo("hm");
        assertThat(response.text()).isEqualTo("a");
        assertThat(response.usage().inputTokens()).hasValue(2);
    }

    @Test
    void groqsRawReasoningStaysInTheText() {
        assertThat(call("groq", "{'choices':[{'message':{'content':'<think>hm</think>a'},'finish_reason':'stop'}]}")
                        .response()
                        .text())
                .isEqualTo("<think>hm</think>a");
    }

    @Test
    void groqsCompoundModelsReportUsageInXGroqOnly() {
        Response response = stream(
                        "groq",
                        "{'id':'a','model':'m','choices':[{'index':0,'delta':{'content':'x'}}],'x_groq':{'id':'r'}}",
                        "{'id':'b','model':'m','choices':[{'index':0,'delta':{'executed_tools':[{'index':0}]}}]}",
                        "{'id':'stub','model':'m','choices':[{'index':0,'delta':{},'finish_reason':'stop'}],'x_groq':"
                                + "{'id':'r','usage':{'prompt_tokens':3,'completion_tokens':4,'queue_time':0.1}},"
                                + "'usage_breakdown':null}",
                        DONE)
                .response();
        assertThat(response.id()).isEqualTo("a");
        assertThat(response.usage().outputTokens()).hasValue(4);
        assertThat(response.extras()).containsEntry("choices[0].message.executed_tools", "[{\"index\":0}]");
    }

    @Test
    void groqBreaksAStreamOffWithAnErrorEvent() {
        Wire.Answer answer = Wire.stream(
                codec("groq"),
                ("data: " + delta("{'content':'par'}") + "\n\nevent: error\ndata: {'error':{'message':'schema','type':"
                                + "'invalid_request_error','code':'tool_use_failed','failed_generation':'x',"
                                + "'status_code':400}}\n\n")
                        .replace('\'', '"'));
        assertThat(answer.error()).isNotNull();
        assertThat(answer.error().kind()).isEqualTo(Kind.BAD_REQUEST);
        assertThat(answer.error().code()).isEqualTo("tool_use_failed");
        assertThat(answer.response().text()).isEqualTo("par");
    }

    @Test
    void groqsFailedGenerationIsInTheBody() {
        ApiError failed = error(
                "groq",
                400,
                "{'error':{'message':'m','type':'invalid_request_error','code':'tool_use_failed',"
                        + "'failed_generation':'{x'}}");
        assertThat(failed.code()).isEqualTo("tool_use_failed");
        assertThat(failed.body()).contains("failed_generation");
        ApiError full = error("groq", 498, "{'error':{'message':'m','code':'capacity_exceeded'}}");
        assertThat(full.retryable()).isTrue();
    }

    @Test
    void xaiReasonsFirstAndNamesNoFinishReasonUntilTheEnd() {
        Response response = stream(
                        "xai",
                        "{'id':'i','model':'m','choices':[{'index':0,'delta':{'role':'assistant','reasoning_content':'h'}}]}",
                        "{'id':'i','model':'m','choices':[{'index':0,'delta':{'content':'a'}}]}",
                        "{'id':'i','model':'m','choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}",
                        "{'id':'i','model':'m','choices':[],'usage':{'prompt_tokens':12,'completion_tokens':1,"
                                + "'total_tokens':303,'completion_tokens_details':{'reasoning_tokens':290}},"
                                + "'citations':['https://a.org','https://b.org']}",
                        DONE)
                .response();
        assertThat(response.thinking()).isEqualTo("h");
        assertThat(response.usage().outputTokens()).hasValue(291);
        assertThat(response.usage().reasoningTokens()).hasValue(290);
        assertThat(response.extras()).containsEntry("citations", "[\"https://a.org\",\"https://b.org\"]");
    }

    @Test
    void xaiMayCountCachedTokensBesideThePrompt() {
        Usage usage = call(
                        "xai",
                        "{'choices':[{'message':{'content':'a'},'finish_reason':'stop'}],'usage':{'prompt_tokens':5,"
                                + "'completion_tokens':1,'prompt_tokens_details':{'cached_tokens':20}}}")
                .response()
                .usage();
        assertThat(usage.inputTokens()).hasValue(25);
        assertThat(usage.cacheReadTokens()).hasValue(20);
    }

    @Test
    void xaisErrorsAreText() {
        ApiError error =
                error("xai", 400, "{'code':'Client specified an invalid argument','error':'Incorrect API key'}");
        assertThat(error.message()).isEqualTo("Incorrect API key");
        assertThat(error.kind()).isEqualTo(Kind.AUTHENTICATION);
    }

    @Test
    void mistralThinksInContentParts() {
        Wire.Answer answer = stream(
                "mistral",
                delta("{'role':'assistant','content':''}"),
                delta("{'content':[{'type':'thinking','thinking':[{'type':'text','text':'Ok'}]}]}"),
                delta("{'content':[{'type':'thinking','thinking':[{'type':'text','text':'ay'}]}]}"),
                delta("{'content':[{'type':'thinking','thinking':[]}]}"),
                delta("{'content':'a'}"),
                delta("{'content':[{'type':'text','text':'b'},{'type':'reference','reference_ids':[1]}]}"),
                finish("{'content':''}", "stop", ",'usage':{'prompt_tokens':1,'completion_tokens':2,'total_tokens':3}"),
                DONE);
        assertThat(answer.response().parts())
                .containsExactly(
                        new Part.Thinking("Okay", null),
                        new Part.Text("ab"),
                        new Part.Opaque("openai-chat", "reference", "{\"type\":\"reference\",\"reference_ids\":[1]}"));
        assertThat(answer.response().usage().outputTokens()).hasValue(2);
    }

    @Test
    void mistralsCallsHaveNeitherIndexNorType() {
        Response response = stream(
                        "mistral",
                        delta("{'role':'assistant','content':''}"),
                        finish(
                                "{'content':'','tool_calls':[{'id':'a1','function':{'name':'f','arguments':'{}'}},"
                                        + "{'id':'a2','function':{'name':'f','arguments':'[]'}}]}",
                                "tool_calls",
                                ",'usage':{'prompt_tokens':1}"),
                        DONE)
                .response();
        assertThat(response.parts())
                .containsExactly(new Part.ToolCall("a1", "f", "{}"), new Part.ToolCall("a2", "f", "[]"));
    }

    @Test
    void mistralsHostedModelsSendPiecesWithEmptyNames() {
        Response response = stream(
                        "mistral",
                        delta(
                                "{'index':0,'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{'}}]}"),
                        delta("{'tool_calls':[{'index':0,'id':null,'function':{'name':'','arguments':'}'}}]}"),
                        finish("{'content':''}", "tool_calls", ""),
                        DONE)
                .response();
        assertThat(response.parts()).containsExactly(new Part.ToolCall("a", "f", "{}"));
    }

    @Test
    void mistralNamesAFullContextWindow() {
        assertThat(call(
                                "mistral",
                                "{'choices':[{'message':{'content':'a','tool_calls':null},'finish_reason':'model_length'}]}")
                        .response()
                        .finishReason())
                .isEqualTo(FinishReason.CONTEXT_LENGTH);
    }

    @Test
    void mistralsErrorsHaveFiveShapes() {
        ApiError limited = error(
                "mistral",
                429,
                "{'object':'error','message':'slow','type':'rate_limited','param':null,'code':'1300','raw_status_code':429}");
        assertThat(limited.message()).isEqualTo("slow");
        assertThat(limited.code()).isEqualTo("1300");
        String complaint = "[{'type':'extra_forbidden','loc':['body','seed'],'msg':'no','input':1}]";
        assertThat(error("mistral", 422, "{'object':'error','message':{'detail':" + complaint + "}}")
                        .message())
                .isEqualTo("body.seed: no");
        assertThat(error(
                                "mistral",
                                422,
                                "{'object':'Error','detail':" + complaint + ",'message':" + complaint + ",'code':3001}")
                        .code())
                .isEqualTo("3001");
        ApiError quoted = codec("mistral")
                .error(
                        422,
                        Headers.NONE,
                        "{\"object\":\"error\",\"message\":\"{\\\"detail\\\":\\\"inner\\\"}\"}".getBytes(UTF_8));
        assertThat(quoted.message()).isEqualTo("inner");
        assertThat(error("mistral", 429, "{'message':'Requests rate limit exceeded'}")
                        .message())
                .isEqualTo("Requests rate limit exceeded");
        assertThat(error("mistral", 401, "{'detail':'Unauthorized'}").message()).isEqualTo("Unauthorized");
    }

    @Test
    void mistralHasHeadersOfItsOwn() {
        Headers headers = Headers.of(Map.of(
                "mistral-correlation-id", "c-1",
                "x-ratelimit-limit-req-10-second", "60",
                "x-ratelimit-remaining-req-10-second", "59",
                "x-ratelimit-limit-tokens-minute", "500",
                "x-ratelimit-remaining-tokens-minute", "400"));
        assertThat(codec("mistral").headers().requestId(headers)).isEqualTo("c-1");
        assertThat(codec("mistral").headers().rateLimits(headers))
                .isEqualTo(new RateLimits(60L, 59L, null, 500L, 400L, null));
    }

    @Test
    void liteLlmWritesTheStatusAsText() {
        ApiError error = error(
                "litellm",
                429,
                "{'error':{'message':'litellm.RateLimitError: x','type':null,'param':null,'code':'429'}}");
        assertThat(error.kind()).isEqualTo(Kind.RATE_LIMIT);
        assertThat(error.type()).isNull();
        assertThat(codec("litellm").headers().requestId(Headers.of(Map.of("x-litellm-call-id", "l-1"))))
                .isEqualTo("l-1");
    }

    @Test
    void liteLlmsCallsMayBeginWithIndexOne() {
        Response response = stream(
                        "litellm",
                        delta("{'content':'a'}"),
                        delta("{'tool_calls':[{'index':1,'id':'x','function':{'name':'f','arguments':''}}]}"),
                        delta("{'tool_calls':[{'index':1,'function':{'arguments':'{}'}}]}"),
                        delta("{'tool_calls':[{'index':1,'function':{'arguments':''}}]}"),
                        finish("{}", "tool_calls", ""),
                        DONE)
                .response();
        assertThat(response.parts()).containsExactly(new Part.Text("a"), new Part.ToolCall("x", "f", "{}"));
    }

    @Test
    void liteLlmsSignedThoughtsGoBack() {
        Response response = stream(
                        "litellm",
                        delta("{'reasoning_content':'h','thinking_blocks':[{'type':'thinking','thinking':'h'}]}"),
                        delta("{'reasoning_content':'m','thinking_blocks':[{'type':'thinking','thinking':'m'}]}"),
                        delta("{'thinking_blocks':[{'type':'thinking','thinking':'','signature':'sig'}]}"),
                        delta("{'content':'a'}"),
                        finish("{}", "stop", ""),
                        DONE)
                .response();
        assertThat(response.thinking()).isEqualTo("hm");
        Part.Thinking thoughts = (Part.Thinking) response.parts().get(0);
        assertThat(Wire.exactJson(
                        String.valueOf(ProviderData.value(thoughts.providerData(), "openai-chat", "thinking_blocks"))))
                .isEqualTo(Wire.json("[{'type':'thinking','thinking':'hm','signature':'sig'}]"));
    }

    @Test
    void azureBeginsWithAFilterChunkThatIsNoAnswer() {
        Wire.Answer answer = stream(
                "azure",
                "{'choices':[],'created':0,'id':'','model':'','object':'','prompt_filter_results':[{'prompt_index':0,"
                        + "'content_filter_results':{'hate':{'filtered':false,'severity':'safe'}}}]}",
                "{'id':'i','model':'m','choices':[{'index':0,'delta':{'content':'a'},'content_filter_results':"
                        + "{'hate':{'filtered':false}}}]}",
                "{'id':'i','model':'m','choices':[{'index':0,'finish_reason':null,'content_filter_results':{'hate':"
                        + "{'filtered':false}},'content_filter_offsets':{'check_offset':1}}]}",
                "{'id':'i','model':'m','choices':[{'index':0,'delta':{},'content_filter_results':{},"
                        + "'finish_reason':'stop'}]}",
                DONE);
        assertThat(answer.chunks().get(1)).isInstanceOf(Chunk.Extra.class);
        assertThat(answer.response().id()).isEqualTo("i");
        assertThat(answer.response().extras())
                .containsKeys("prompt_filter_results", "choices[0].content_filter_offsets")
                .containsEntry("choices[0].content_filter_results", "{\"hate\":{\"filtered\":false}}");
    }

    @Test
    void azuresBlockedChoiceHasNoMessage() {
        Response response = call(
                        "azure",
                        "{'id':'i','choices':[{'index':0,'finish_reason':'content_filter','content_filter_results':"
                                + "{'hate':{'filtered':true}}}]}")
                .response();
        assertThat(response.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
        assertThat(response.parts()).isEmpty();
    }

    @Test
    void azuresBlockedPromptIsAFilterError() {
        ApiError error = error(
                "azure",
                400,
                "{'error':{'message':'m','type':null,'param':'prompt','code':'content_filter','status':400,'innererror':"
                        + "{'code':'ResponsibleAIPolicyViolation'}}}");
        assertThat(error.kind()).isEqualTo(Kind.CONTENT_FILTER);
    }

    @Test
    void azuresResetsArePlainNumbersAndGatewaysAnswerInTheirOwnForm() {
        Headers headers = Headers.of(Map.of("x-ratelimit-reset-tokens", "7", "apim-request-id", "a-1"));
        assertThat(codec("azure").headers().rateLimits(headers).tokensReset()).hasSeconds(7);
        assertThat(codec("azure").headers().requestId(headers)).isEqualTo("a-1");
        assertThat(error("azure", 429, "{'statusCode':429,'message':'wait'}").message())
                .isEqualTo("wait");
    }
}
