package dev.weir.anthropic;

import dev.weir.ApiError;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.TokenCountCodec;
import dev.weir.spi.WireRequest;
import java.util.List;

/**
 * Counts the tokens of a request.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/token-counting">Token counting</a>
 */
final class CountTokensCodec implements TokenCountCodec {

    private final AnthropicCodec messages;

    CountTokensCodec(AnthropicCodec messages) {
        this.messages = messages;
    }

    @Override
    public String api() {
        return "anthropic-count-tokens";
    }

    @Override
    public WireRequest encode(Request request, String model, List<Warning> warnings) {
        RequestEncoder encoder = RequestEncoder.ofInput(request, model, warnings);
        return new WireRequest(
                "/v1/messages/count_tokens",
                messages.requestHeaders(request, encoder.usesFiles()),
                encoder.encodeInput());
    }

    @Override
    public long decode(byte[] body) {
        JsonReader reader = JsonReader.of(body);
        Long count = null;
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("input_tokens")) {
                count = reader.longOrNull();
            } else if (reader.nameIs("error")) {
                throw AnthropicErrors.inside(body, 0, body.length);
            } else {
                reader.skip();
            }
        }
        if (count == null) {
            throw new JsonException("The answer has no input_tokens");
        }
        return count;
    }

    @Override
    public ApiError error(int status, Headers headers, byte[] body) {
        return messages.error(status, headers, body);
    }

    @Override
    public ResponseHeaders headers() {
        return messages.headers();
    }
}
