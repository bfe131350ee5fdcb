package dev.weir.google;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ApiError;
import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.Part;
import dev.weir.Response;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Framing;
import dev.weir.spi.JsonException;
import dev.weir.spi.WireException;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamTest {

    private static final String TEXT = "{'candidates':[{'content':{'parts':[{'text':'%s'}],'role':'model'},'index':0}],"
            + "'modelVersion':'m','responseId':'r'}";
    private static final String STOP = "{'candidates':[{'content':{'parts':[{'text':''}]},'finishReason':'STOP'}]}";

    @Test
    void beginsWithIdAndModel() {
        Wire.Stream stream = new Wire.Stream().events(TEXT.formatted("a"));
        assertThat(stream.chunks.get(0)).isEqualTo(new Chunk.Started("r", "m"));
        assertThat(stream.chunks).filteredOn(Chunk.Started.class::isInstance).hasSize(1);
    }

    @Test
    void joinsTextAndEmitsNothingForEmptyText() {
        Wire.Stream stream = new Wire.Stream().events(TEXT.formatted("Sø"), TEXT.formatted("ren 🙂"), STOP);
        assertThat(stream.chunks).filteredOn(Chunk.TextDelta.class::isInstance).hasSize(2);
        Response response = stream.response();
        assertThat(response.parts()).containsExactly(new Part.Text("Søren 🙂"));
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(stream.decoder.missing()).isNull();
    }

    @Test
    void closesThoughtsWhenTheAnswerBegins() {
        Wire.Stream stream = new Wire.Stream()
                .events(
                        "{'candidates':[{'content':{'parts':[{'text':'pl','thought':true}]}}]}",
                        "{'candidates':[{'content':{'parts':[{'text':'an','thought':true},{'text':'go'}]}}]}",
                        STOP);
        assertThat(stream.chunks.stream().map(chunk -> chunk.getClass().getSimpleName()))
                .containsExactly(
                        "Started",
                        "ThinkingStart",
                        "ThinkingDelta",
                        "ThinkingDelta",
                        "ThinkingEnd",
                        "TextStart",
                        "TextDelta",
                        "TextEnd",
                        "Finished");
        assertThat(stream.response().thinking()).isEqualTo("plan");
        assertThat(stream.text()).isEqualTo("go");
    }

    @Test
    void readsCallsInOneEventAndInSeveral() {
        String a = "{'functionCall':{'name':'a','args':{'x':1}}}";
        String b = "{'functionCall':{'name':'b','args':{}}}";
        Wire.Stream one = new Wire.Stream()
                .events("{'candidates':[{'content':{'parts':[" + a + "," + b + "]},'finishReason':'STOP'}]}");
        Wire.Stream two = new Wire.Stream()
                .events(
                        "{'candidates':[{'content':{'parts':[" + a + "]}}]}",
                        "{'candidates':[{'content':{'parts':[" + b + "]},'finishReason':'STOP'}]}");
        assertThat(one.response()).isEqualTo(two.response());
        assertThat(one.response().toolCalls()).extracting(Part.ToolCall::name).containsExactly("a", "b");
        assertThat(one.response().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void givesWhatACallGives() {
        String body = Wire.json("{'candidates':[{'content':{'parts':[{'text':'hm','thought':true},{'text':'a'},"
                + "{'functionCall':{'id':'1','name':'f','args':{}},'thoughtSignature':'s'}]},'finishReason':'STOP',"
                + "'index':0}],'usageMetadata':{'promptTokenCount':1,'candidatesTokenCount':2},'modelVersion':'m',"
                + "'responseId':'r','createTime':'t'}");
        assertThat(new Wire.Stream().event(body).response()).isEqualTo(Wire.call(body));
    }

    @Test
    void waitsForTheFinishReasonOfEveryCandidate() {
        Wire.Stream stream = new Wire.Stream()
                .events(
                        "{'candidates':[{'content':{'parts':[{'text':'a'}]},'index':0,'finishReason':'STOP'}]}",
                        "{'candidates':[{'content':{'parts':[{'text':'b'}]},'index':1}]}");
        assertThat(stream.decoder.missing()).isEqualTo("a finishReason");
        stream.events("{'candidates':[{'index':1,'finishReason':'STOP'}]}");
        assertThat(stream.decoder.missing()).isNull();
    }

    @Test
    void saysWhatATruncatedStreamLacks() {
        Wire.Stream stream = new Wire.Stream();
        assertThat(stream.decoder.missing()).isEqualTo("a finishReason");
        stream.events(TEXT.formatted("a"));
        assertThat(stream.decoder.missing()).isEqualTo("a finishReason");
        assertThat(stream.partial().text()).isEqualTo("a");
    }

    @Test
    void reportsErrorsThatComeAsEvents() {
        Wire.Stream stream = new Wire.Stream().events(TEXT.formatted("a"));
        assertThatThrownBy(() -> stream.events("{'error':{'code':503,'message':'busy','status':'UNAVAILABLE'}}"))
                .isInstanceOfSatisfying(WireException.class, failure -> {
                    assertThat(failure.error().kind()).isEqualTo(ApiError.Kind.OVERLOADED);
                    assertThat(failure.error().status()).isEqualTo(200);
                    assertThat(failure.error().code()).isEqualTo("503");
                    assertThat(failure.error().message()).isEqualTo("busy");
                });
        assertThat(stream.partial().text()).isEqualTo("a");
    }

    @Test
    void reportsErrorsWrappedInAListOrSpreadOverLines() {
        for (String error : List.of("[{'error':{'code':500}}]", "{\n  'error': {\n    'code': 500\n  }\n}\n")) {
            assertThatThrownBy(() -> new Wire.Stream().events(error)).isInstanceOf(WireException.class);
        }
    }

    @Test
    void readsWholeArraysAndLinesInOneDocument() {
        String first = Wire.json(TEXT.formatted("a"));
        String last = Wire.json(STOP);
        for (String body : List.of("[" + first + ",\r\n" + last + "]", first + "\n" + last + "\n")) {
            ChunkEmitter out = new ChunkEmitter(chunk -> {});
            Wire.codec().decode(body.getBytes(UTF_8), out);
            out.complete();
            assertThat(out.accumulator().complete().text()).isEqualTo("a");
            assertThat(out.accumulator().complete().finishReason()).isEqualTo(FinishReason.STOP);
        }
    }

    @Test
    void framesByContentType() {
        assertThat(Wire.codec().framing("text/event-stream")).isEqualTo(Framing.SSE);
        assertThat(Wire.codec().framing("")).isEqualTo(Framing.SSE);
        assertThat(Wire.codec().framing("application/x-ndjson")).isEqualTo(Framing.NDJSON);
        assertThat(Wire.codec().framing("application/json")).isEqualTo(Framing.DOCUMENT);
    }

    @Test
    void readsOverTheEndMarkOfGateways() {
        Wire.Stream stream = new Wire.Stream().events(TEXT.formatted("a"), STOP, "[DONE]", "");
        assertThat(stream.response().text()).isEqualTo("a");
    }

    @Test
    void refusesGarbage() {
        for (String garbage : List.of("<html>", "{'candidates':[{]}", "{'candidates':[1]}", "{} x")) {
            assertThatThrownBy(() -> new Wire.Stream().events(garbage)).isInstanceOf(JsonException.class);
        }
    }

    @Test
    void tellsRepeatedMetadataOnce() {
        String event = "{'candidates':[{'content':{'parts':[{'text':'a'}]},'groundingMetadata':{},"
                + "'safetyRatings':[{'category':'C'}]}],'createTime':'t'}";
        Wire.Stream stream = new Wire.Stream().events(event, event, event);
        assertThat(stream.chunks).filteredOn(Chunk.Extra.class::isInstance).hasSize(2);
    }
}
