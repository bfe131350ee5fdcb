package dev.weir.testkit.recorded;

import dev.weir.ApiError;
import dev.weir.EmbeddingResponse;
import dev.weir.Part;
import dev.weir.Response;
import dev.weir.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Compares what was read with what is expected, field by field; the first difference is told. */
final class Comparison {

    private static final Response NOTHING = Response.builder().build();

    private final RecordedExchange exchange;
    private final JsonNode expected;
    private final Reading reading;
    private final Response response;
    private final List<String> differences = new ArrayList<>();

    private Comparison(RecordedExchange exchange, Reading reading) {
        this.exchange = exchange;
        this.expected = exchange.expected();
        this.reading = reading;
        this.response = Objects.requireNonNullElse(reading.response(), NOTHING);
    }

    /** Returns the first difference, null if there is none. */
    static @Nullable String firstDifference(RecordedExchange exchange, Reading reading) {
        Comparison comparison = new Comparison(exchange, reading);
        comparison.compare();
        return comparison.differences.isEmpty() ? null : comparison.differences.get(0);
    }

    private void compare() {
        outcome();
        if (exchange.isEmbedding()) {
            embeddings();
            return;
        }
        same("text", text("text"), response.text());
        same("reasoning_text", text("reasoning_text"), response.thinking());
        same("refusal_text", text("refusal_text"), refusal());
        same("finish_reason_raw", textOrNull("finish_reason_raw"), empty(response.rawFinishReason()));
        finishReasons();
        same("model", textOrNull("model"), response.model());
        same("response_id", textOrNull("response_id"), response.id());
        toolCalls();
        differ(ServerTools.difference(expected.path("server_tools"), response));
        usage(response.usage());
        dialects();
        stream();
    }

    private void outcome() {
        boolean failed = reading.failure() != null;
        String read = failed ? "error" : "ok";
        if (!text("outcome").equals(read)) {
            differ("outcome: expected " + text("outcome") + " but read " + read
                    + (failed ? " (" + reading.failure() + ")" : ""));
            return;
        }
        if (!failed) {
            return;
        }
        ApiError error = reading.error().orElse(null);
        if (error == null) {
            differ("outcome: expected an error of the provider but read " + reading.failure());
            return;
        }
        same("http_status", expected.path("http_status").asInt(0), error.status());
        same("error_type", textOrNull("error_type"), empty(error.type()));
        same("error_code", textOrNull("error_code"), empty(error.code()));
        same("error_message", textOrNull("error_message"), empty(error.message()));
    }

    private void finishReasons() {
        List<@Nullable String> wanted = new ArrayList<>();
        expected.path("finish_reasons_all").forEach(reason -> wanted.add(textOrNull(reason)));
        List<@Nullable String> read = new ArrayList<>();
        response.choices().forEach(choice -> read.add(empty(choice.rawFinishReason())));
        // a blocked prompt is a choice without a reason of the provider's to us, and no choice at all to the recording
        if (read.stream().anyMatch(Objects::nonNull) || wanted.stream().anyMatch(Objects::nonNull)) {
            same("finish_reasons_all", wanted, read);
        }
    }

    private void toolCalls() {
        List<Part.ToolCall> read = response.toolCalls();
        List<JsonNode> wanted = StreamedCalls.joined(expected.path("tool_calls"));
        same("tool_calls (number)", wanted.size(), read.size());
        for (int i = 0; i < Math.min(wanted.size(), read.size()); i++) {
            String where = "tool_calls[" + i + "].";
            same(where + "id", textOrNull(wanted.get(i).path("id")), read.get(i).id());
            same(
                    where + "name",
                    textOrNull(wanted.get(i).path("name")),
                    read.get(i).name());
            JsonNode arguments = wanted.get(i).path("arguments");
            if (!Json.sameArguments(arguments, read.get(i).arguments())) {
                differ(where + "arguments: expected " + arguments + " but read "
                        + read.get(i).arguments());
            }
        }
    }

    private void usage(Usage usage) {
        differ(UsageRules.difference(exchange, usage));
        JsonNode raw = expected.path("usage_raw");
        if (raw.isObject() != (usage.raw() != null) || (raw.isObject() && !Json.same(raw, Json.parse(usage.raw())))) {
            differ("usage_raw: expected " + raw + " but read " + usage.raw());
        }
    }

    private void embeddings() {
        EmbeddingResponse read = reading.embeddings();
        if (read == null) {
            return;
        }
        same(
                "embedding_count",
                expected.path("embedding_count").asInt(0),
                read.vectors().size());
        int dims = read.vectors().isEmpty() ? 0 : read.vectors().get(0).length;
        same("embedding_dims", expected.path("embedding_dims").asInt(0), dims);
        same("model", textOrNull("model"), read.model());
        same("response_id", textOrNull("response_id"), read.id());
        for (JsonNode type : expected.path("embedding_types")) {
            String name = type.asString("");
            if (!name.equals("float") && read.extras().keySet().stream().noneMatch(key -> key.contains(name))) {
                differ("embedding_types: expected " + name + " but read extras "
                        + read.extras().keySet());
            }
        }
        usage(read.usage());
    }

    /** Checks what only one wire family has and the response keeps in a place of the family's own. */
    private void dialects() {
        for (String field : List.of("tool_plan", "block_reason")) {
            String wanted = textOrNull(field);
            if (wanted != null && !keepsSomewhere(wanted)) {
                differ(field + ": expected \"" + wanted + "\" in extras or in a part, but read extras "
                        + response.extras());
            }
        }
    }

    private boolean keepsSomewhere(String wanted) {
        return response.extras().values().stream().anyMatch(json -> Json.contains(json, wanted))
                || wanted.equals(response.rawFinishReason())
                || response.parts().stream().anyMatch(part -> {
                    if (part instanceof Part.Opaque opaque) {
                        return Json.contains(opaque.json(), wanted);
                    }
                    return part instanceof Part.Thinking thinking
                            && thinking.providerData() != null
                            && thinking.providerData().values().containsValue(wanted);
                });
    }

    private void stream() {
        List<String> deltas = reading.deltas();
        if (deltas == null) {
            return;
        }
        if (expected.path("chunks").isNumber()) {
            same("chunks", expected.path("chunks").asInt(0), deltas.size());
        }
        same("text of the response (against the joined chunks)", String.join("", deltas), response.text());
        if (reading.failure() == null) {
            same("partial", false, response.isPartial());
        }
    }

    private @Nullable String refusal() {
        return response.parts().stream()
                .filter(Part.Refusal.class::isInstance)
                .map(part -> ((Part.Refusal) part).text())
                .collect(Collectors.joining());
    }

    private String text(String field) {
        return expected.path(field).asString("");
    }

    private @Nullable String textOrNull(String field) {
        return textOrNull(expected.path(field));
    }

    /** Returns a scalar as text; null for null, what is absent and the empty string. */
    private static @Nullable String textOrNull(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? null : empty(node.asString());
    }

    private static @Nullable String empty(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private void same(String field, @Nullable Object wanted, @Nullable Object read) {
        if (!Objects.equals(wanted, read)) {
            differ(field + ": expected " + quoted(wanted) + " but read " + quoted(read)
                    + (reading.failure() == null ? "" : " (failed with " + reading.failure() + ")"));
        }
    }

    private static String quoted(@Nullable Object value) {
        return value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
    }

    private void differ(@Nullable String difference) {
        if (difference != null) {
            differences.add(difference);
        }
    }
}
