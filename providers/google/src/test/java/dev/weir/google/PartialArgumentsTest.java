package dev.weir.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.Part;
import dev.weir.Response;
import dev.weir.spi.JsonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialArgumentsTest {

    private static String event(String call) {
        return "{'candidates':[{'content':{'parts':[{'functionCall':" + call + "}]}}]}";
    }

    private static String piece(String path, String value) {
        return event("{'partialArgs':[{'jsonPath':'" + path + "'," + value + "}],'willContinue':true}");
    }

    private static final String STOP = "{'candidates':[{'content':{'parts':[{'text':''}]},'finishReason':'STOP'}]}";

    @Test
    void joinsPiecesOfAString() {
        Wire.Stream stream = new Wire.Stream()
                .events(
                        event("{'name':'weather','willContinue':true}"),
                        piece("$.city", "'stringValue':'Bos','willContinue':true"),
                        piece("$.city", "'stringValue':'t\\\"on','willContinue':true"),
                        piece("$.city", "'stringValue':''"),
                        piece("$.days", "'numberValue':2.5"),
                        piece("$.exact", "'boolValue':true"),
                        piece("$.unit", "'nullValue':'NULL_VALUE'"),
                        event("{}"),
                        STOP);
        Response response = stream.response();
        assertThat(response.toolCalls())
                .containsExactly(new Part.ToolCall(
                        null, "weather", Wire.json("{'city':'Bost\\'on','days':2.5,'exact':true,'unit':null}")));
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(stream.chunks.stream()
                        .filter(Chunk.ToolCallDelta.class::isInstance)
                        .map(chunk -> ((Chunk.ToolCallDelta) chunk).delta())
                        .limit(2))
                .containsExactly("{\"city\":\"Bos", "t\\\"on");
    }

    @Test
    void buildsNestedObjectsAndLists() {
        Wire.Stream stream = new Wire.Stream()
                .events(
                        event("{'name':'cook','willContinue':true}"),
                        piece("$.recipe.items[0].name", "'stringValue':'egg'"),
                        piece("$.recipe.items[0].grams", "'numberValue':60"),
                        event("{'willContinue':true}"),
                        piece("$.recipe.items[1].name", "'stringValue':'salt'"),
                        piece("$.recipe.name", "'stringValue':'omelette'"),
                        piece("$.tags[0]", "'stringValue':'quick'"),
                        piece("$.tags[2]", "'stringValue':'cheap'"),
                        piece("$[\\\"odd key\\\"][\\\"b.c\\\"]", "'boolValue':false"),
                        event("{}"),
                        STOP);
        assertThat(stream.response().toolCalls().get(0).arguments())
                .isEqualTo(
                        Wire.json("{'recipe':{'items':[{'name':'egg','grams':60},{'name':'salt'}],'name':'omelette'},"
                                + "'tags':['quick',null,'cheap'],'odd key':{'b.c':false}}"));
    }

    @Test
    void endsACallWhoseEndMarkIsMissing() {
        Wire.Stream stream = new Wire.Stream()
                .events(
                        event("{'name':'a','willContinue':true}"),
                        piece("$.x", "'stringValue':'1'"),
                        event("{'name':'b','willContinue':true}"),
                        piece("$.y", "'stringValue':'2'"),
                        STOP);
        assertThat(stream.response().toolCalls())
                .extracting(Part.ToolCall::arguments)
                .containsExactly("{\"x\":\"1\"}", "{\"y\":\"2\"}");
    }

    @Test
    void takesANamedCallThatDoesNotContinueAsComplete() {
        Wire.Stream stream = new Wire.Stream().events(event("{'name':'now'}"), event("{}"), STOP);
        assertThat(stream.response().toolCalls()).containsExactly(new Part.ToolCall(null, "now", "{}"));
    }

    @Test
    void takesACallThatBringsPiecesAtOnce() {
        Wire.Stream stream = new Wire.Stream()
                .events(event("{'name':'f','partialArgs':[{'jsonPath':'$.a','numberValue':1}]}"), STOP);
        assertThat(stream.response().toolCalls().get(0).arguments()).isEqualTo("{\"a\":1}");
    }

    @Test
    void leavesAnUnfinishedCallOutOfAPartialAnswer() {
        Wire.Stream stream =
                new Wire.Stream().events(event("{'name':'f','willContinue':true}"), piece("$.a", "'stringValue':'x'"));
        assertThat(stream.partial().toolCalls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$", "a", "$.", "$[", "$[]", "$[x]", "$['a'", "$[99999999999]", "$.a[2000]", "$x", "$.b.c"})
    void refusesPathsThatMakeNoSense(String path) {
        Wire.Stream stream =
                new Wire.Stream().events(event("{'name':'f','willContinue':true}"), piece("$.b", "'numberValue':1"));
        assertThatThrownBy(() -> stream.events(piece(path, "'numberValue':2"))).isInstanceOf(JsonException.class);
    }

    @Test
    void readsBothKindsOfQuotes() {
        assertThat(JsonPath.parse("$['it\\'s'].a[\"]\"][3]")).containsExactly("it's", "a", "]", 3);
    }

    @Test
    void refusesPathsThatGoBack() {
        Wire.Stream stream = new Wire.Stream()
                .events(
                        event("{'name':'f','willContinue':true}"),
                        piece("$.a.b", "'numberValue':1"),
                        piece("$.c", "'numberValue':1"));
        for (String path : new String[] {"$.a.d", "$.c", "$[0]"}) {
            assertThatThrownBy(() -> stream.events(piece(path, "'numberValue':2")))
                    .isInstanceOf(JsonException.class);
        }
    }

    @Test
    void refusesArgumentsOfNoCall() {
        assertThatThrownBy(() -> new Wire.Stream().events(piece("$.a", "'numberValue':1")))
                .isInstanceOf(JsonException.class);
    }
}
