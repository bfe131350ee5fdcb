package dev.weir.bedrock;

import dev.weir.Part;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.testkit.ProviderContract;
import dev.weir.testkit.WireSamples;
import java.util.List;
import java.util.Map;

/** What every provider must do, of Bedrock. */
class BedrockContractTest extends ProviderContract {

    private static final String USAGE =
            "{'inputTokens':12,'outputTokens':9,'totalTokens':24,'cacheReadInputTokens':3,'cacheWriteInputTokens':0}";
    private static final String METADATA = "'usage':" + USAGE + ",'metrics':{'latencyMs':404}";
    private static final String ANSWER =
            "{'output':{'message':{'role':'assistant','content':[%s]}},'stopReason':'%s'," + METADATA + "}";
    private static final Map<String, String> NOWHERE = Map.of(
            "AWS_EC2_METADATA_DISABLED", "true",
            "AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials",
            "AWS_CONFIG_FILE", "/nonexistent/config");

    @Override
    protected Provider provider(String baseUrl, Environment environment) {
        Environment hermetic = variable -> NOWHERE.getOrDefault(variable, environment.get(variable));
        return Bedrock.builder()
                .environment(hermetic)
                .region("us-east-1")
                .baseUrl(baseUrl)
                .build();
    }

    @Override
    protected String keyVariable() {
        return "AWS_BEARER_TOKEN_BEDROCK";
    }

    @Override
    protected WireSamples samples() {
        return WireSamples.of("us.anthropic.claude-sonnet-4-5-20250929-v1:0")
                .contentType("application/vnd.amazon.eventstream")
                .event(event("messageStart", "{'role':'assistant','p':'abcdef'}"))
                .event(delta(0, "'reasoningContent':{'text':'Hm.'}"))
                .event(delta(0, "'reasoningContent':{'signature':'Eu0C'}"))
                .event(event("contentBlockStop", "{'contentBlockIndex':0}"))
                .text(delta(1, "'text':'Bla'"), "Bla")
                .text(delta(1, "'text':'ubær'"), "ubær")
                .text(delta(1, "'text':' \\ud83e\\uded0!'"), " \uD83E\uDED0!")
                .event(event("contentBlockStop", "{'contentBlockIndex':1,'p':'ab'}"))
                .event(event("messageStop", "{'stopReason':'end_turn','p':'abc'}"))
                .event(event("metadata", "{" + METADATA + ",'p':'a'}"))
                .call(json(ANSWER.formatted(
                        "{'reasoningContent':{'reasoningText':{'text':'Hm.','signature':'Eu0C'}}},"
                                + "{'text':'Blaubær \uD83E\uDED0!'}",
                        "end_turn")))
                .toolCalls(
                        toolStream(),
                        json(ANSWER.formatted(
                                "{'toolUse':{'toolUseId':'tooluse_1','name':'weather','input':{'city':'Oslo'}}},"
                                        + "{'toolUse':{'toolUseId':'tooluse_2','name':'now','input':{}}}",
                                "tool_use")),
                        new Part.ToolCall("tooluse_1", "weather", "{\"city\":\"Oslo\"}"),
                        new Part.ToolCall("tooluse_2", "now", "{}"))
                .error(message -> json("{'message':'" + message + "'}"))
                .errorHeaders(Map.of("x-amzn-requestid", "r1"))
                .errorEvent(new EventFrames()
                        .exception("throttlingException", json("{'message':'Too many requests'}"))
                        .bytes())
                .errorUnder200(message -> json("{'message':'" + message + "'}"))
                .unknownEvent(event("hologramDelta", "{'contentBlockIndex':9,'delta':{'depth':1}}"));
    }

    private static List<byte[]> toolStream() {
        return List.of(
                event("messageStart", "{'role':'assistant'}"),
                event(
                        "contentBlockStart",
                        "{'contentBlockIndex':0,'start':{'toolUse':{'toolUseId':'tooluse_1','name':'weather'}}}"),
                delta(0, "'toolUse':{'input':''}"),
                delta(0, "'toolUse':{'input':'{\\'city\\':'}"),
                delta(0, "'toolUse':{'input':'\\'Oslo\\'}'}"),
                event("contentBlockStop", "{'contentBlockIndex':0}"),
                event(
                        "contentBlockStart",
                        "{'contentBlockIndex':1,'start':{'toolUse':{'toolUseId':'tooluse_2','name':'now'}}}"),
                delta(1, "'toolUse':{'input':''}"),
                event("contentBlockStop", "{'contentBlockIndex':1}"),
                event("messageStop", "{'stopReason':'tool_use'}"),
                event("metadata", "{" + METADATA + "}"));
    }

    private static byte[] delta(int index, String delta) {
        return event("contentBlockDelta", "{'contentBlockIndex':" + index + ",'delta':{" + delta + "},'p':'abcd'}");
    }

    private static byte[] event(String type, String data) {
        return new EventFrames().event(type, json(data)).bytes();
    }

    private static String json(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }
}
