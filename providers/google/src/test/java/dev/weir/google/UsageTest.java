package dev.weir.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.Usage.Count;
import org.junit.jupiter.api.Test;

class UsageTest {

    private static Usage usage(String json) {
        return UsageReader.read(Wire.json(json));
    }

    @Test
    void addsThoughtsToOutputAndToolPromptsToInput() {
        Usage usage = usage("{'promptTokenCount':100,'cachedContentTokenCount':60,'candidatesTokenCount':5,"
                + "'thoughtsTokenCount':40,'toolUsePromptTokenCount':7,'totalTokenCount':152}");
        assertThat(usage.inputTokens()).hasValue(107);
        assertThat(usage.outputTokens()).hasValue(45);
        assertThat(usage.reasoningTokens()).hasValue(40);
        assertThat(usage.cacheReadTokens()).hasValue(60);
        assertThat(usage.totalTokens()).hasValue(152);
        assertThat(usage.cacheWriteTokens()).isEmpty();
    }

    @Test
    void leavesAbsentWhatIsAbsent() {
        assertThat(usage("{'promptTokenCount':3}").outputTokens()).isEmpty();
        assertThat(usage("{'thoughtsTokenCount':3}").outputTokens()).hasValue(3);
        assertThat(usage("{'candidatesTokenCount':0}").outputTokens()).hasValue(0);
        assertThat(usage("{'promptTokenCount':null,'toolUsePromptTokenCount':2}")
                        .inputTokens())
                .hasValue(2);
    }

    @Test
    void readsUsageOfNothingButTheTrafficType() {
        Response response = Wire.call(
                Wire.json("{'candidates':[{'finishReason':'STOP'}],'usageMetadata':{'trafficType':'ON_DEMAND'}}"));
        assertThat(response.usage().inputTokens()).isEmpty();
        assertThat(response.usage().raw()).isEqualTo("{\"trafficType\":\"ON_DEMAND\"}");
    }

    @Test
    void splitsByModality() {
        Usage usage = usage("{'promptTokensDetails':[{'modality':'TEXT','tokenCount':10},{'modality':'IMAGE',"
                + "'tokenCount':258},{'modality':'VIDEO','tokenCount':9},{'modality':4,'tokenCount':3}],"
                + "'toolUsePromptTokensDetails':[{'modality':'TEXT','tokenCount':5}],"
                + "'candidatesTokensDetails':[{'modality':'IMAGE','tokenCount':1290}],"
                + "'cacheTokensDetails':[{'modality':'TEXT','tokenCount':8}]}");
        assertThat(usage.get(Count.TEXT_INPUT)).hasValue(15);
        assertThat(usage.get(Count.IMAGE_INPUT)).hasValue(258);
        assertThat(usage.get(Count.AUDIO_INPUT)).hasValue(3);
        assertThat(usage.get(Count.IMAGE_OUTPUT)).hasValue(1290);
        assertThat(usage.get(Count.TEXT_CACHE_READ)).hasValue(8);
        assertThat(usage.get(Count.TEXT_OUTPUT)).isEmpty();
    }

    @Test
    void takesTheLastUsageOfAStreamAsAWhole() {
        Wire.Stream stream = new Wire.Stream()
                .events(
                        "{'candidates':[{'content':{'parts':[{'text':'a'}]}}],'usageMetadata':{'promptTokenCount':9,"
                                + "'candidatesTokenCount':20,'thoughtsTokenCount':78}}",
                        "{'candidates':[{'content':{'parts':[{'text':'b'}]}}],'usageMetadata':{'promptTokenCount':9}}",
                        "{'candidates':[{'content':{'parts':[{'text':'c'}]},'finishReason':'STOP'}],"
                                + "'usageMetadata':{'promptTokenCount':87,'candidatesTokenCount':16}}");
        Usage usage = stream.response().usage();
        assertThat(usage.inputTokens()).hasValue(87);
        assertThat(usage.outputTokens()).hasValue(16);
        assertThat(usage.reasoningTokens()).isEmpty();
    }

    @Test
    void knowsTheUsageSoFarOfAStreamThatIsCutShort() {
        Wire.Stream stream = new Wire.Stream()
                .events(
                        "{'candidates':[{'content':{'parts':[{'text':'a'}]}}],'usageMetadata':{'promptTokenCount':9,"
                                + "'candidatesTokenCount':1}}",
                        "{'candidates':[{'content':{'parts':[{'text':'b'}]}}],'usageMetadata':{'promptTokenCount':9,"
                                + "'candidatesTokenCount':2}}");
        assertThat(stream.partial().usage().outputTokens()).hasValue(2);
    }

    @Test
    void takesUsageThatComesBehindTheFinishReason() {
        Wire.Stream stream = new Wire.Stream()
                .events(
                        "{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP'}]}",
                        "{'usageMetadata':{'trafficType':'ON_DEMAND','totalTokenCount':4}}");
        assertThat(stream.response().usage().totalTokens()).hasValue(4);
    }

    @Test
    void takesTheLastUsageWhereTheLastEventHasNone() {
        Wire.Stream stream = new Wire.Stream()
                .events(
                        "{'candidates':[{'content':{'parts':[{'text':'a'}]}}],'usageMetadata':{'trafficType':'ON_DEMAND'}}",
                        "{'candidates':[{'finishReason':'STOP'}]}");
        assertThat(stream.response().usage().raw()).contains("ON_DEMAND");
    }
}
