package dev.weir.examples.conformance;

import static dev.weir.examples.conformance.Ask.json;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.local.Reply;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Bedrock: Converse, ConverseStream, and InvokeModel for embeddings. */
final class BedrockServer {

    private static final String METADATA = "'usage':{'inputTokens':20,'outputTokens':17,'totalTokens':48,"
            + "'cacheReadInputTokens':8,'cacheWriteInputTokens':3},'metrics':{'latencyMs':404}";

    private BedrockServer() {}

    static Reply answer(Ask ask) {
        if (ask.isToFail()) {
            return Reply.json(json("{'message':'Too many requests'}"))
                    .status(429)
                    .header("x-amzn-errortype", "ThrottlingException");
        }
        if (ask.path().endsWith("/invoke")) {
            return Reply.json(json("{'embedding':[0.25,-0.5,0.125],'inputTextTokenCount':5}"));
        }
        if (ask.path().endsWith("/converse-stream")) {
            return stream(ask);
        }
        boolean tool = ask.wantsTool("toolResult");
        String content = tool
                ? "{'toolUse':{'toolUseId':'tooluse_1','name':'get_weather','input':{'city':'Oslo'}}}"
                : "{'text':'" + ask.text() + "'}";
        return Reply.json(json("{'output':{'message':{'role':'assistant','content':[" + content + "]}},'stopReason':'"
                + (tool ? "tool_use" : "end_turn") + "'," + METADATA + "}"));
    }

    private static Reply stream(Ask ask) {
        Reply head = Reply.of(200)
                .header("content-type", "application/vnd.amazon.eventstream")
                .chunked();
        List<byte[]> begun = List.of(
                event("messageStart", "{'role':'assistant'}"),
                delta(0, "'reasoningContent':{'text':'Rivers...'}"),
                delta(0, "'reasoningContent':{'signature':'Eu0C'}"));
        if (ask.isToBreakOff()) {
            return head.pieces(begun);
        }
        return head.pieces(begun)
                .pieces(List.of(
                        event("contentBlockStop", "{'contentBlockIndex':0}"),
                        delta(1, "'text':'The '"),
                        delta(1, "'text':'Nile.'"),
                        event("contentBlockStop", "{'contentBlockIndex':1}"),
                        event("messageStop", "{'stopReason':'end_turn'}"),
                        event("metadata", "{" + METADATA + "}")));
    }

    private static byte[] delta(int index, String delta) {
        return event("contentBlockDelta", "{'contentBlockIndex':" + index + ",'delta':{" + delta + "}}");
    }

    private static byte[] event(String type, String data) {
        Map<String, HeaderValue> headers = Map.of(
                ":message-type", HeaderValue.fromString("event"),
                ":event-type", HeaderValue.fromString(type),
                ":content-type", HeaderValue.fromString("application/json"));
        ByteBuffer buffer = new Message(headers, json(data).getBytes(UTF_8)).toByteBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
