package dev.weir.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Citation;
import dev.weir.Part;
import dev.weir.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroundingTest {

    private static List<Citation> citations(Response response, int part) {
        return ((Part.Text) response.parts().get(part)).citations();
    }

    @Test
    void tiesSourcesToTheCharactersTheySupport() {
        // "Zürich wins." - the umlaut is two bytes, so that the second sentence begins at byte 14
        Response response =
                Wire.call(Wire.json("{'candidates':[{'content':{'parts':[{'text':'Zürich wins. Bern too.'}]},"
                        + "'groundingMetadata':{'groundingChunks':[{'web':{'uri':'https://a','title':'A'}},"
                        + "{'retrievedContext':{'uri':'gs://b','title':'B','text':'said so'}}],'groundingSupports':["
                        + "{'segment':{'endIndex':13,'text':'Zürich wins.'},'groundingChunkIndices':[0]},"
                        + "{'segment':{'startIndex':14,'endIndex':23,'text':'Bern too.'},'groundingChunkIndices':[0,1,7]}]},"
                        + "'finishReason':'STOP'}]}"));
        List<Citation> citations = citations(response, 0);
        assertThat(citations).hasSize(3);
        assertThat(citations.get(0).url()).isEqualTo("https://a");
        assertThat(citations.get(0).title()).isEqualTo("A");
        assertThat(citations).extracting(Citation::start).containsExactly(0, 13, 13);
        assertThat(citations).extracting(Citation::end).containsExactly(12, 22, 22);
        assertThat(citations.get(2).quote()).isEqualTo("said so");
        assertThat(Wire.JSON.readTree(citations.get(2).raw()).has("groundingChunk"))
                .isTrue();
        assertThat(response.extras()).containsKey("groundingMetadata");
    }

    @Test
    void findsThePartASourceBelongsTo() {
        Wire.Stream stream = new Wire.Stream()
                .events(
                        "{'candidates':[{'content':{'parts':[{'text':'One. ','thoughtSignature':'s'}]}}]}",
                        "{'candidates':[{'content':{'parts':[{'text':'Two.'}]},'groundingMetadata':{}}]}",
                        "{'candidates':[{'content':{'parts':[{'text':'','thoughtSignature':'t'}]},'finishReason':'STOP',"
                                + "'groundingMetadata':{'groundingChunks':[{'web':{'uri':'u'}}],'groundingSupports':["
                                + "{'segment':{'startIndex':5,'endIndex':9},'groundingChunkIndices':[0]}]}}]}");
        Response response = stream.response();
        assertThat(response.parts()).hasSize(3);
        assertThat(citations(response, 0)).isEmpty();
        assertThat(citations(response, 1))
                .extracting(Citation::start, Citation::end)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(0, 4));
    }

    @Test
    void looksForTheWordsWhereTheOffsetsAreOff() {
        Response response = Wire.call(Wire.json("{'candidates':[{'content':{'parts':[{'text':'One. Two.'}]},"
                + "'groundingMetadata':{'groundingChunks':[{'web':{'uri':'u'}}],'groundingSupports':["
                + "{'segment':{'startIndex':7,'endIndex':99,'text':'Two.'},'groundingChunkIndices':[0]},"
                + "{'segment':{'startIndex':7,'endIndex':99,'text':'Six.'},'groundingChunkIndices':[0]}]}}]}"));
        assertThat(citations(response, 0).get(0).start()).isEqualTo(5);
        assertThat(citations(response, 0).get(1).start()).isNull();
    }

    @Test
    void readsRecitations() {
        Response response = Wire.call(Wire.json("{'candidates':[{'content':{'parts':[{'text':'To be or not'}]},"
                + "'citationMetadata':{'citationSources':[{'startIndex':3,'endIndex':5,'uri':'https://w'}]},"
                + "'finishReason':'STOP'}]}"));
        assertThat(citations(response, 0)).hasSize(1);
        assertThat(citations(response, 0).get(0).start()).isEqualTo(3);
        assertThat(citations(response, 0).get(0).url()).isEqualTo("https://w");
    }

    @Test
    void keepsMetadataOfAnswersWithoutText() {
        Response response = Wire.call(Wire.json("{'candidates':[{'groundingMetadata':{'groundingChunks':[{}],"
                + "'groundingSupports':[{'groundingChunkIndices':[0]}]},'finishReason':'STOP'}]}"));
        assertThat(response.parts()).isEmpty();
        assertThat(response.extras()).containsKey("groundingMetadata");
    }

    @Test
    void survivesMetadataOfOddShapes() {
        Response response =
                Wire.call(Wire.json("{'candidates':[{'content':{'parts':[{'text':'a'}]},'groundingMetadata':"
                        + "{'groundingChunks':['x',{'web':{'uri':7}}],'groundingSupports':[1,{'segment':[],"
                        + "'groundingChunkIndices':[0,1,-1,'a']}]},'finishReason':'STOP'}]}"));
        assertThat(response.text()).isEqualTo("a");
        assertThat(citations(response, 0))
                .allSatisfy(citation -> assertThat(citation.url()).isNull());
    }
}
