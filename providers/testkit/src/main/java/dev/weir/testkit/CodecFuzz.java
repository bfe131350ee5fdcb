package dev.weir.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.ApiError;
import dev.weir.Chunk;
import dev.weir.EmbeddingResponse;
import dev.weir.LlmException;
import dev.weir.Message;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.http.StreamedBody;
import dev.weir.local.Split;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Codec;
import dev.weir.spi.EmbeddingCodec;
import dev.weir.spi.Headers;
import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.RerankCodec;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.TokenCountCodec;
import dev.weir.spi.WireException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What holds for a codec whatever bytes come: it reads them or refuses them with {@link JsonException} or
 * {@link WireException}, what comes out is bounded by what went in, a stream means the same however it is cut, and an answer
 * can be sent back as history. Each method is the whole body of a fuzz target:
 *
 * <pre>{@code
 * class ChatFuzzTest {
 *     @FuzzTest(maxDuration = "5m")
 *     void streams(byte[] body) {
 *         CodecFuzz.stream(CODEC, "text/event-stream", body);
 *     }
 * }
 * }</pre>
 *
 * <p>The seeds in {@code src/test/resources/.../ChatFuzzTestInputs/streams} run with every build; findings are written
 * beside them and from then on run too. To search, one target per run:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn test -pl providers/openai -am -Dtest='ChatFuzzTest#streams' \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Djazzer.max_duration=10m
 * }</pre>
 */
public final class CodecFuzz {

    /** Chunks, and characters in them, that one byte of a body may bring; and what any answer may bring. */
    private static final int PER_BYTE = 64;

    private static final int BASE = 4096;

    private record Outcome(String end, List<Chunk> chunks, Response response) {}

    /** Reads an error answer; a codec's method. */
    @FunctionalInterface
    public interface ErrorDecoder {
        /** Returns what the answer says. */
        ApiError error(int status, Headers headers, byte[] body);
    }

    private CodecFuzz() {}

    /** Reads the body of a call, and if it is an answer, sends it back as history. */
    public static void answer(Codec codec, byte[] body) {
        List<Chunk> chunks = new ArrayList<>();
        ChunkEmitter out = new ChunkEmitter(chunks::add);
        boolean read = reads(() -> {
            codec.decode(body, out);
            out.complete();
            return out;
        });
        bounded(chunks, body.length);
        if (read) {
            replay(codec, out.accumulator().complete());
        } else {
            out.accumulator().snapshot();
        }
    }

    /** Reads a streamed body whole, byte by byte and in random pieces. */
    public static void stream(Codec codec, String contentType, byte[] body) {
        Outcome whole = outcome(codec, contentType, Split.WHOLE, body);
        same(whole, outcome(codec, contentType, Split.BYTES, body), Split.BYTES);
        Split random = Split.random(Arrays.hashCode(body));
        same(whole, outcome(codec, contentType, random, body), random);
        bounded(whole.chunks(), body.length);
        if (whole.end().equals("whole")) {
            replay(codec, whole.response());
        }
    }

    /**
     * Reads an error answer. The input is written like an HTTP message: the status, header lines, a blank line, the body;
     * what does not look like this is all body.
     */
    public static void error(ErrorDecoder decoder, ResponseHeaders reader, byte[] input) {
        int blank = blankLine(input);
        String[] head = new String(input, 0, blank, ISO_8859_1).split("\n", -1);
        Map<String, String> lines = new TreeMap<>();
        for (String line : head) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                lines.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
        }
        Long written = ResponseHeaders.number(head[0].trim());
        int status = written == null || written < 300 || written > 599 ? 500 : written.intValue();
        Headers headers = Headers.of(lines);
        byte[] body = Arrays.copyOfRange(input, Math.min(input.length, blank + 2), input.length);
        ApiError error = decoder.error(status, headers, body);
        if (error.status() != status) {
            throw new AssertionError("Status " + status + " became " + error.status());
        }
        Objects.requireNonNull(error.toString(), "toString");
        reader.requestId(headers);
        reader.rateLimits(headers);
    }

    /** Reads the body of an embeddings call. */
    public static void embedding(EmbeddingCodec codec, byte[] body) {
        reads(() -> {
            EmbeddingResponse response = codec.decode(body, Headers.NONE);
            long numbers = response.vectors().stream()
                    .mapToLong(vector -> vector.length)
                    .sum();
            if (numbers + response.vectors().size() > body.length) {
                throw new AssertionError(numbers + " numbers out of " + body.length + " bytes");
            }
            return response;
        });
    }

    /** Reads the body of a ranking call. */
    public static void ranking(RerankCodec codec, byte[] body) {
        reads(() -> codec.decode(body));
    }

    /** Reads the body of a token count. */
    public static void count(TokenCountCodec codec, byte[] body) {
        reads(() -> codec.decode(body));
    }

    private static boolean reads(Supplier<Object> decoding) {
        try {
            Objects.requireNonNull(decoding.get().toString(), "toString");
            return true;
        } catch (JsonException | WireException refused) {
            return false;
        }
    }

    private static Outcome outcome(Codec codec, String contentType, Split split, byte[] body) {
        List<Chunk> chunks = new ArrayList<>();
        ChunkEmitter out = new ChunkEmitter(chunks::add);
        String end = StreamedBody.read(codec, contentType, split.cut(body), out);
        boolean whole = end.equals("whole");
        return new Outcome(
                end,
                chunks,
                whole ? out.accumulator().complete() : out.accumulator().snapshot());
    }

    private static void same(Outcome expected, Outcome outcome, Split split) {
        if (!expected.equals(outcome)) {
            throw new AssertionError("Cut " + split + " it is another answer: " + outcome + " instead of " + expected);
        }
    }

    private static void bounded(List<Chunk> chunks, int bytes) {
        long limit = BASE + (long) PER_BYTE * bytes;
        long size = 0;
        for (Chunk chunk : chunks) {
            size += 1 + sizeOf(chunk);
        }
        if (size > limit) {
            throw new AssertionError("Chunks of size " + size + " out of " + bytes + " bytes");
        }
    }

    private static int sizeOf(Chunk chunk) {
        if (chunk instanceof Chunk.ToolCallDelta tool) {
            return tool.delta().length();
        } else if (chunk instanceof Chunk.ToolCallEnd tool) {
            return tool.call().arguments().length();
        } else if (chunk instanceof Chunk.ThinkingDelta thinking) {
            return thinking.delta().length();
        } else if (chunk instanceof Chunk.Extra extra) {
            return extra.json().length();
        } else if (chunk instanceof Chunk.LogprobsAdded logprobs) {
            return logprobs.json().length();
        }
        return chunk.text().length();
    }

    /**
     * Writes a request whose history holds the answer: it is refused as users see it, or becomes one JSON object. Providers
     * get their own items back as they sent them, so the look is no deeper than the one codecs take.
     */
    private static void replay(Codec codec, Response response) {
        if (response.choices().isEmpty()) {
            return;
        }
        byte[] body;
        try {
            Request.Builder request = Request.builder().user("Hello");
            for (Message message : response.messages()) {
                request.message(message);
            }
            body = codec.encode(request.user("Go on").build(), "some-model", true, new ArrayList<>())
                    .body();
        } catch (LlmException refused) {
            return;
        }
        try {
            JsonReader json = JsonReader.of(body);
            json.beginObject();
            while (json.nextField()) {
                json.skip();
            }
            json.end();
        } catch (JsonException malformed) {
            throw new AssertionError("As history the answer becomes " + new String(body, ISO_8859_1), malformed);
        }
    }

    private static int blankLine(byte[] input) {
        for (int i = 0; i + 1 < input.length; i++) {
            if (input[i] == '\n' && input[i + 1] == '\n') {
                return i;
            }
        }
        return 0;
    }
}
