package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MediaSourceTest {

    @Test
    void bytesAreCopiedInAndOut() {
        byte[] bytes = {1, 2, 3};
        MediaSource source = MediaSource.bytes(bytes, "image/png");
        bytes[0] = 9;
        byte[] out = source.bytes();
        assertThat(out).containsExactly(1, 2, 3);
        java.util.Objects.requireNonNull(out)[1] = 9;
        assertThat(source.bytes()).containsExactly(1, 2, 3);
        assertThat(source.base64()).isEqualTo("AQID");
        assertThat(source.dataUrl()).isEqualTo("data:image/png;base64,AQID");
        assertThat(source.url()).isNull();
        assertThat(source.fileId()).isNull();
    }

    @Test
    void exactlyOneKindIsPresent() {
        MediaSource url = MediaSource.url(URI.create("https://example.org/a b".replace(" ", "%20")));
        assertThat(url.url()).isEqualTo("https://example.org/a%20b");
        assertThat(url.bytes()).isNull();
        assertThat(url.base64()).isNull();
        assertThat(url.dataUrl()).isNull();
        assertThat(url.mimeType()).isNull();
        MediaSource file = MediaSource.fileId("file-1").mimeType("audio/wav");
        assertThat(file.fileId()).isEqualTo("file-1");
        assertThat(file.mimeType()).isEqualTo("audio/wav");
        assertThat(file.url()).isNull();
    }

    @Test
    void equalityIsByContent() {
        assertThat(MediaSource.bytes(new byte[] {1}, "a/b"))
                .isEqualTo(MediaSource.bytes(new byte[] {1}, "a/b"))
                .hasSameHashCodeAs(MediaSource.bytes(new byte[] {1}, "a/b"))
                .isNotEqualTo(MediaSource.bytes(new byte[] {2}, "a/b"))
                .isNotEqualTo(MediaSource.bytes(new byte[] {1}, "a/c"));
        assertThat(MediaSource.fileId("x")).isNotEqualTo(MediaSource.url(URI.create("x")));
    }

    @Test
    void nullsAreNamed() {
        assertThatThrownBy(() -> MediaSource.bytes(new byte[0], null)).hasMessage("mimeType");
        assertThatThrownBy(() -> MediaSource.fileId(null)).hasMessage("fileId");
    }

    @Test
    void providerDataBelongsToItsProvider() {
        ProviderData data = ProviderData.of("a", "signature", "s");
        assertThat(ProviderData.value(data, "a", "signature")).isEqualTo("s");
        assertThat(ProviderData.value(data, "b", "signature")).isNull();
        assertThat(ProviderData.value(data, "a", "other")).isNull();
        assertThat(ProviderData.value(null, "a", "signature")).isNull();
        assertThat(data.merge(new ProviderData("a", Map.of("signature", "t", "id", "1")))
                        .values())
                .isEqualTo(Map.of("signature", "t", "id", "1"));
    }
}
