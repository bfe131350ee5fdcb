package dev.weir.testkit.recorded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One exchange of a provider as it was recorded.
 *
 * @param id the name of the recording
 * @param provider who answered
 * @param api the wire shape
 * @param streaming whether a stream was asked for
 * @param model the model of the request, {@code recorded-model} if it does not say
 * @param inputs how many texts an embedding request held; 1 for other requests
 * @param status the HTTP status
 * @param headers the response headers, without those that belong to the transport
 * @param body the body, unpacked
 * @param expected what a correct client reads out of it
 */
record RecordedExchange(
        String id,
        String provider,
        String api,
        boolean streaming,
        String model,
        int inputs,
        int status,
        Map<String, String> headers,
        byte[] body,
        JsonNode expected) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> TRANSPORT =
            Set.of("content-length", "content-encoding", "transfer-encoding", "connection", "keep-alive");

    /** Reads every exchange under a directory, ordered by id. */
    static List<RecordedExchange> readAll(Path directory) throws IOException {
        List<RecordedExchange> exchanges = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                exchanges.add(read(file));
            }
        }
        return exchanges;
    }

    static RecordedExchange read(Path file) {
        JsonNode json = JSON.readTree(file);
        JsonNode response = json.path("response");
        JsonNode request = json.path("request").path("body");
        Map<String, String> headers = new LinkedHashMap<>();
        response.path("headers").properties().forEach(header -> {
            if (!TRANSPORT.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                headers.put(header.getKey(), header.getValue().asString(""));
            }
        });
        byte[] body = response.has("body_base64")
                ? Base64.getDecoder().decode(response.path("body_base64").asString(""))
                : response.path("body_text").asString("").getBytes(UTF_8);
        return new RecordedExchange(
                json.path("id").asString(""),
                json.path("provider").asString(""),
                json.path("api").asString(""),
                json.path("streaming").asBoolean(false),
                request.path("model").asString("recorded-model"),
                inputs(request, json.path("expected")),
                response.path("status").asInt(0),
                headers,
                body,
                json.path("expected"));
    }

    /** Counts what was to be embedded; each provider has a list of another name for it. */
    private static int inputs(JsonNode request, JsonNode expected) {
        for (String list : List.of("input", "texts", "requests", "inputs", "images")) {
            JsonNode inputs = request.path(list);
            // a list of numbers is one text, given as tokens
            if (inputs.isArray() && !inputs.isEmpty() && !inputs.get(0).isNumber()) {
                return inputs.size();
            }
        }
        return Math.max(1, expected.path("embedding_count").asInt(1));
    }

    boolean isEmbedding() {
        return expected.path("embedding_count").isNumber() || api.endsWith("embed") || api.endsWith("embeddings");
    }

    String mode() {
        return streaming ? "stream" : "call";
    }
}
