package dev.weir.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.MediaSource;
import dev.weir.Message;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MediaTest {

    private static String part(Part part, boolean vertex) {
        Request request = Request.builder().user(new Part.Text("see"), part).build();
        JsonNode body = Wire.body(vertex ? Wire.vertex() : Wire.codec(), request, Wire.MODEL, new ArrayList<>());
        return body.at("/contents/0/parts/1").toString();
    }

    @Test
    void sendsBytesInline() {
        MediaSource bytes = MediaSource.bytes(new byte[] {1, 2}, "image/png");
        String expected = Wire.json("{'inlineData':{'mimeType':'image/png','data':'AQI='}}");
        assertThat(part(new Part.Image(bytes), false)).isEqualTo(expected);
        assertThat(part(new Part.Image(MediaSource.url(URI.create("data:image/png;base64,AQI="))), false))
                .isEqualTo(expected);
        assertThat(part(new Part.Audio(bytes.mimeType("audio/wav")), false)).contains("audio/wav");
        assertThat(part(new Part.Document(bytes.mimeType("application/pdf"), null), false))
                .contains("application/pdf");
    }

    @Test
    void sendsAddressesAsFiles() {
        assertThat(part(new Part.Image(MediaSource.url(URI.create("gs://b/kiwi.jpg"))), true))
                .isEqualTo(Wire.json("{'fileData':{'mimeType':'image/jpeg','fileUri':'gs://b/kiwi.jpg'}}"));
        assertThat(part(new Part.Document(MediaSource.url(URI.create("https://x.org/a.pdf?v=1.2")), null), false))
                .isEqualTo(
                        Wire.json("{'fileData':{'mimeType':'application/pdf','fileUri':'https://x.org/a.pdf?v=1.2'}}"));
        assertThat(part(new Part.Image(MediaSource.url(URI.create("gs://b/a")).mimeType("image/webp")), false))
                .contains("image/webp");
    }

    @Test
    void sendsYouTubeAddressesWithATypeOnlyWhereOneIsNeeded() {
        Part video = new Part.Video(MediaSource.url(URI.create("https://www.youtube.com/watch?v=abc")));
        assertThat(part(video, false))
                .isEqualTo(Wire.json("{'fileData':{'fileUri':'https://www.youtube.com/watch?v=abc'}}"));
        assertThat(part(video, true)).contains("\"mimeType\":\"video/mp4\"");
    }

    @Test
    void completesTheNamesOfUploadedFiles() {
        Part file = new Part.Document(MediaSource.fileId("files/abc"), null);
        assertThat(part(file, false))
                .isEqualTo(Wire.json(
                        "{'fileData':{'fileUri':'https://generativelanguage.googleapis.com/v1beta/files/abc'}}"));
    }

    @Test
    void warnsOfDetailAndName() {
        Part image = new Part.Image(MediaSource.url(URI.create("gs://b/a.png")), "high");
        Part document = new Part.Document(MediaSource.url(URI.create("gs://b/a.pdf")), "Manual");
        Request request = Request.builder().user(image, document).build();
        assertThat(Wire.warned(request, Wire.MODEL)).containsExactly("image.detail", "document.name");
    }

    @Test
    void readsGeneratedPicturesAndSendsThemBackSigned() {
        Response response = Wire.call(Wire.json("{'candidates':[{'content':{'parts':[{'inlineData':{'mimeType':"
                + "'image/png','data':'AQI='},'thoughtSignature':'s1'},{'inlineData':{'mimeType':'audio/L16',"
                + "'data':'-_8='}},{'inlineData':{'mimeType':'application/pdf','data':'AQ=='}}]},"
                + "'finishReason':'STOP'}]}"));
        Part.Image image = (Part.Image) response.parts().get(0);
        assertThat(image.source().bytes()).containsExactly(1, 2);
        assertThat(((Part.Audio) response.parts().get(1)).source().bytes()).containsExactly(0xfb, 0xff);
        assertThat(response.parts().get(2)).isInstanceOf(Part.Document.class);
        Request again = Request.builder()
                .user("hi")
                .message(Message.assistant(List.of(image)))
                .build();
        assertThat(Wire.body(again).at("/contents/1/parts/0").toString())
                .isEqualTo(Wire.json("{'inlineData':{'mimeType':'image/png','data':'AQI='},'thoughtSignature':'s1'}"));
    }
}
