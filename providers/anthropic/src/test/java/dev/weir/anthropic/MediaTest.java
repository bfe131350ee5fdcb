package dev.weir.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.MediaSource;
import dev.weir.Part;
import dev.weir.Request;
import java.net.URI;
import org.junit.jupiter.api.Test;

class MediaTest {

    private static Wire.Encoded encode(Part part) {
        return Wire.encode(Request.builder().user(new Part.Text("Look"), part).build(), "claude-sonnet-4-5");
    }

    private static String block(Part part) {
        Wire.Encoded encoded = encode(part);
        assertThat(encoded.warnings()).isEmpty();
        return encoded.body().at("/messages/0/content/1").toString().replace('"', '\'');
    }

    @Test
    void imagesAreSentAsBytesAddressOrFile() {
        assertThat(block(new Part.Image(MediaSource.bytes(new byte[] {1, 2, 3}, "image/jpg"))))
                .isEqualTo("{'type':'image','source':{'type':'base64','media_type':'image/jpeg','data':'AQID'}}");
        assertThat(block(new Part.Image(MediaSource.url(URI.create("https://a.example/x.png")))))
                .isEqualTo("{'type':'image','source':{'type':'url','url':'https://a.example/x.png'}}");
        assertThat(block(new Part.Image(MediaSource.fileId("file_1"))))
                .isEqualTo("{'type':'image','source':{'type':'file','file_id':'file_1'}}");
    }

    @Test
    void dataAddressesAreSentAsBytes() {
        assertThat(block(new Part.Image(MediaSource.url(URI.create("data:image/webp;base64,AQID")))))
                .isEqualTo("{'type':'image','source':{'type':'base64','media_type':'image/webp','data':'AQID'}}");
    }

    @Test
    void uploadedFilesNeedTheirBetaFeature() {
        assertThat(encode(new Part.Document(MediaSource.fileId("file_1"), null)).headers())
                .containsEntry("anthropic-beta", "files-api-2025-04-14");
        assertThat(encode(new Part.Document(MediaSource.url(URI.create("https://a.example/x.pdf")), null))
                        .headers())
                .doesNotContainKey("anthropic-beta");
    }

    @Test
    void documentsAreSentAsPdfAddressFileOrText() {
        assertThat(block(new Part.Document(MediaSource.bytes(new byte[] {1}, "application/pdf"), "a.pdf")))
                .isEqualTo("{'type':'document','source':{'type':'base64','media_type':'application/pdf',"
                        + "'data':'AQ=='},'title':'a.pdf'}");
        assertThat(block(new Part.Document(MediaSource.url(URI.create("https://a.example/x.pdf")), null)))
                .isEqualTo("{'type':'document','source':{'type':'url','url':'https://a.example/x.pdf'}}");
        assertThat(block(new Part.Document(MediaSource.fileId("file_1"), null)))
                .isEqualTo("{'type':'document','source':{'type':'file','file_id':'file_1'}}");
        assertThat(block(new Part.Document(MediaSource.bytes("h\u00e9".getBytes(UTF_8), "text/markdown"), "n")))
                .isEqualTo("{'type':'document','source':{'type':'text','media_type':'text/plain','data':'h\u00e9'},"
                        + "'title':'n'}");
    }

    @Test
    void searchResultsPassAsOpaqueItems() {
        String json = "{'type':'search_result','source':'s','title':'t','content':[{'type':'text','text':'c'}]}";
        assertThat(block(new Part.Opaque("anthropic", "search_result", json.replace('\'', '"'))))
                .isEqualTo(json);
    }

    @Test
    void documentsClaudeCannotReadAreLeftOutWithAWarning() {
        Wire.Encoded encoded = encode(new Part.Document(MediaSource.bytes(new byte[] {1}, "application/zip"), null));

        assertThat(encoded.body().at("/messages/0/content").asString()).isEqualTo("Look");
        assertThat(encoded.warned()).containsExactly("document");
    }

    @Test
    void imageDetailIsWarnedAbout() {
        assertThat(encode(new Part.Image(MediaSource.fileId("file_1"), "high")).warned())
                .containsExactly("image.detail");
    }
}
