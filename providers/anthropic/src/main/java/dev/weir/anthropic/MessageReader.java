package dev.weir.anthropic;

import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;

/** Reads the answer of a call, whose fields may come in any order. */
final class MessageReader {

    private final byte[] body;
    private final Envelope envelope = new Envelope();
    private boolean content;

    private MessageReader(byte[] body) {
        this.body = body;
    }

    static void read(byte[] body, ChunkEmitter out) {
        MessageReader message = new MessageReader(body);
        message.readEnvelope(out);
        message.readContent(out);
        message.envelope.finish(out);
    }

    private void readEnvelope(ChunkEmitter out) {
        JsonReader reader = JsonReader.of(body);
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("content")) {
                content = true;
                reader.skip();
            } else if (reader.nameIs("error")) {
                throw AnthropicErrors.inside(body, 0, body.length);
            } else {
                envelope.field(reader, out);
            }
        }
        reader.end();
        if (!content) {
            throw new JsonException("The answer is no message: it has no content");
        }
        envelope.start(out);
    }

    private void readContent(ChunkEmitter out) {
        JsonReader reader = JsonReader.of(body);
        reader.beginObject();
        while (reader.nextField()) {
            if (reader.nameIs("content") && reader.isArray()) {
                envelope.content(reader, 0, out);
            } else {
                reader.skip();
            }
        }
    }
}
