package dev.weir.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.FinishReason;
import dev.weir.Response;
import dev.weir.spi.JsonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FinishTest {

    @ParameterizedTest
    @CsvSource({
        "STOP, STOP",
        "MAX_TOKENS, LENGTH",
        "SAFETY, CONTENT_FILTER",
        "RECITATION, CONTENT_FILTER",
        "BLOCKLIST, CONTENT_FILTER",
        "PROHIBITED_CONTENT, CONTENT_FILTER",
        "SPII, CONTENT_FILTER",
        "MODEL_ARMOR, CONTENT_FILTER",
        "IMAGE_SAFETY, CONTENT_FILTER",
        "IMAGE_PROHIBITED_CONTENT, CONTENT_FILTER",
        "IMAGE_RECITATION, CONTENT_FILTER",
        "MALFORMED_FUNCTION_CALL, ERROR",
        "UNEXPECTED_TOOL_CALL, ERROR",
        "TOO_MANY_TOOL_CALLS, ERROR",
        "MISSING_THOUGHT_SIGNATURE, ERROR",
        "MALFORMED_RESPONSE, ERROR",
        "LANGUAGE, ERROR",
        "NO_IMAGE, ERROR",
        "IMAGE_OTHER, ERROR",
        "OTHER, OTHER",
        "FINISH_REASON_UNSPECIFIED, OTHER",
        "ESCALATION, OTHER",
        "NOT_YET_INVENTED, OTHER"
    })
    void mapsEveryReason(String raw, FinishReason expected) {
        Response response = Wire.call(Wire.json("{'candidates':[{'finishReason':'" + raw + "'}]}"));
        assertThat(response.finishReason()).isEqualTo(expected);
        assertThat(response.rawFinishReason()).isEqualTo(raw);
    }

    @Test
    void turnsStopWithACallIntoToolCalls() {
        Response response = Wire.call(Wire.json(
                "{'candidates':[{'finishReason':'STOP','content':{'parts':[" + "{'functionCall':{'name':'f'}}]}}]}"));
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(response.rawFinishReason()).isEqualTo("STOP");
    }

    @Test
    void readsIntegerEnums() {
        assertThat(Wire.call("{\"candidates\":[{\"finishReason\":1}]}").finishReason())
                .isEqualTo(FinishReason.STOP);
        assertThat(Wire.call("{\"candidates\":[{\"finishReason\":9}]}").finishReason())
                .isEqualTo(FinishReason.OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "'content':{},", "'content':{'role':'model'},", "'content':{'parts':[]},"})
    void readsCandidatesWithoutParts(String content) {
        Response response =
                Wire.call(Wire.json("{'candidates':[{" + content + "'finishReason':'MAX_TOKENS','index':0}]}"));
        assertThat(response.parts()).isEmpty();
        assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void turnsABlockedPromptIntoAContentFilterFinish() {
        String body = Wire.json("{'promptFeedback':{'blockReason':'MODEL_ARMOR','blockReasonMessage':'no'},"
                + "'usageMetadata':{'trafficType':'ON_DEMAND'},'modelVersion':'m','responseId':'r'}");
        Response called = Wire.call(body);
        assertThat(called.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
        assertThat(called.extras().get("promptFeedback")).contains("MODEL_ARMOR");
        assertThat(called.id()).isEqualTo("r");
        Wire.Stream stream = new Wire.Stream().event(body);
        assertThat(stream.decoder.missing()).isNull();
        assertThat(stream.response()).isEqualTo(called);
    }

    @Test
    void ignoresPromptFeedbackThatBlocksNothing() {
        Response response = Wire.call(Wire.json(
                "{'promptFeedback':{},'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP'}]}"));
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.extras()).isEmpty();
    }

    @Test
    void keepsCandidatesApartWhereverTheirIndexStands() {
        Response response = Wire.call(Wire.json("{'candidates':["
                + "{'content':{'parts':[{'text':'b'}]},'finishReason':'MAX_TOKENS','index':1},"
                + "{'index':0,'content':{'parts':[{'text':'a'}]},'finishReason':'STOP','avgLogprobs':-0.5}]}"));
        assertThat(response.choices()).hasSize(2);
        assertThat(response.text()).isEqualTo("a");
        assertThat(response.choices().get(1).message().text()).isEqualTo("b");
        assertThat(response.choices().get(1).finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(response.extras()).containsEntry("avgLogprobs", "-0.5");
    }

    @Test
    void keepsWhatItDoesNotModel() {
        Response response = Wire.call(Wire.json("{'candidates':[{'content':{'parts':[{'text':'a'}],'x':1},"
                + "'finishReason':'STOP','finishMessage':'fine','safetyRatings':[{'category':'C','blocked':false}]}],"
                + "'createTime':'2026-01-01T00:00:00Z','novelty':{'a':[1]}}"));
        assertThat(response.extras())
                .containsEntry("finishMessage", "\"fine\"")
                .containsEntry("safetyRatings", Wire.json("[{'category':'C','blocked':false}]"))
                .containsEntry("createTime", "\"2026-01-01T00:00:00Z\"")
                .containsEntry("novelty", Wire.json("{'a':[1]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"hello\":1}", "[]", "<html>", "", "{\"candidates\":[{\"index\":99999999}]}"})
    void refusesWhatIsNoAnswer(String body) {
        assertThatThrownBy(() -> Wire.call(body)).isInstanceOf(JsonException.class);
    }

    @Test
    void joinsLogprobsIntoOneEntryPerToken() {
        Response response = Wire.call(Wire.json("{'candidates':[{'content':{'parts':[{'text':'Hi!'}]},'logprobsResult':"
                + "{'chosenCandidates':[{'token':'Hi','tokenId':1,'logProbability':-0.1},{'token':'!'}],"
                + "'topCandidates':[{'candidates':[{'token':'Hi'},{'token':'Yo'}]}]},'finishReason':'STOP'}]}"));
        assertThat(response.choices().get(0).logprobs())
                .isEqualTo(Wire.json("[{'token':'Hi','tokenId':1,'logProbability':-0.1,"
                        + "'topCandidates':[{'token':'Hi'},{'token':'Yo'}]},{'token':'!'}]"));
    }
}
