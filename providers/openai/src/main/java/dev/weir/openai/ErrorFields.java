package dev.weir.openai;

import dev.weir.spi.JsonException;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of an error document, wherever a server puts them. */
final class ErrorFields {

    boolean json;
    boolean looksLikeAnswer;

    @Nullable
    String message;

    @Nullable
    String type;

    @Nullable
    String code;

    @Nullable
    String subCode;

    @Nullable
    String param;

    @Nullable
    Integer numericStatus;

    boolean moderated;

    /** Reads a document; messages that are JSON again are read too, to a small depth. */
    void document(@Nullable Object document, int depth) {
        if (document instanceof List<?> list) {
            if (!list.isEmpty() && depth < 4) {
                document(list.get(0), depth + 1);
            }
        } else if (document instanceof Map<?, ?> map) {
            map(map, depth);
        } else if (document instanceof String text) {
            message = text;
        }
    }

    private void map(Map<?, ?> map, int depth) {
        looksLikeAnswer = map.containsKey("choices") || map.containsKey("id") || map.containsKey("provider");
        Object error = map.get("error");
        if (error == null && map.get("x_groq") instanceof Map<?, ?> groq) {
            error = groq.get("error");
        }
        if (error instanceof Map<?, ?> fields) {
            scalars(fields);
            words(fields.get("message"), depth);
            nested(fields);
        } else if (error instanceof String text && !text.isEmpty()) {
            scalars(map);
            message = text;
        } else if (map.containsKey("message")) {
            scalars(map);
            words(map.get("message"), depth);
            if (message == null) {
                detail(map.get("detail"));
            }
        } else if (map.containsKey("detail")) {
            scalars(map);
            detail(map.get("detail"));
        } else if (map.containsKey("error")) {
            message = error == null ? null : write(error);
        } else {
            scalars(map);
        }
    }

    private void scalars(Map<?, ?> map) {
        type = text(map.get("type"));
        code = text(map.get("code"));
        param = text(map.get("param"));
        for (String name : List.of("status_code", "raw_status_code", "statusCode", "code", "status")) {
            if (numericStatus == null) {
                numericStatus = status(map.get(name));
            }
        }
    }

    private static @Nullable Integer status(@Nullable Object value) {
        try {
            int number =
                    value instanceof Number || value instanceof String ? Integer.parseInt(String.valueOf(value)) : 0;
            return number >= 400 && number < 600 ? number : null;
        } catch (NumberFormatException noStatus) {
            return null;
        }
    }

    private void nested(Map<?, ?> error) {
        if (error.get("innererror") instanceof Map<?, ?> inner) {
            subCode = text(inner.get("code"));
        }
        if (error.get("metadata") instanceof Map<?, ?> metadata) {
            moderated = metadata.containsKey("reasons") || metadata.containsKey("flagged_input");
        }
    }

    private void words(@Nullable Object value, int depth) {
        if (value instanceof String text) {
            message = text;
            String trimmed = text.strip();
            if (trimmed.startsWith("{") && depth < 4) {
                inner(trimmed, depth);
            }
        } else if (value instanceof Map<?, ?> map && map.containsKey("detail")) {
            detail(map.get("detail"));
        } else if (value instanceof List<?> list) {
            detail(list);
        } else if (value != null) {
            message = write(value);
        }
    }

    /** Gateways quote the error of the server behind them as text. */
    private void inner(String text, int depth) {
        try {
            ErrorFields quoted = new ErrorFields();
            quoted.document(JsonReader.of(text).any(), depth + 1);
            message = quoted.message != null ? quoted.message : message;
            type = type != null ? type : quoted.type;
            code = code != null ? code : quoted.code;
        } catch (JsonException onlyLooksLikeJson) {
            // the text stays the message
        }
    }

    /** FastAPI's form: a text, or a list of places and what is wrong there. */
    private void detail(@Nullable Object value) {
        if (value instanceof List<?> list) {
            StringBuilder joined = new StringBuilder();
            for (Object entry : list) {
                joined.append(joined.isEmpty() ? "" : "; ").append(complaint(entry));
            }
            message = joined.toString();
            if (type == null && !list.isEmpty() && list.get(0) instanceof Map<?, ?> first) {
                type = text(first.get("type"));
            }
        } else if (value instanceof Map<?, ?> map && map.get("message") != null) {
            message = text(map.get("message"));
        } else if (value != null) {
            message = value instanceof String text ? text : write(value);
        }
    }

    private static String complaint(@Nullable Object entry) {
        if (!(entry instanceof Map<?, ?> map)) {
            return String.valueOf(entry);
        }
        Object words = map.containsKey("msg") ? map.get("msg") : map.get("message");
        if (!(map.get("loc") instanceof List<?> place)) {
            return words == null ? write(map) : String.valueOf(words);
        }
        return String.join(".", place.stream().map(String::valueOf).toList()) + ": " + words;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String || value instanceof Number ? value.toString() : null;
    }

    private static String write(Object value) {
        return new JsonWriter().any(value).toString();
    }
}
