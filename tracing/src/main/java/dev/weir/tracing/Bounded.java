package dev.weir.tracing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies a JSON value as far as limits allow: as many characters as a text may have, all in all; what comes after is left
 * out. Bytes of media stay only where they are asked for, and what only the provider can read never does.
 */
final class Bounded {

    /** Fields of a provider's items that say nothing to anybody but the provider. */
    private static final Set<String> SEALED =
            Set.of("encrypted_content", "encrypted_index", "encrypted_stdout", "signature", "thoughtSignature");

    /** Fields of a provider's items that hold base64 wherever they stand. */
    private static final Set<String> BASE64 = Set.of("b64_json", "partial_image_b64", "bytes", "file_data");

    private final Limits limits;
    private final boolean provider;
    private int left;

    Bounded(Limits limits) {
        this(limits, false);
    }

    private Bounded(Limits limits, boolean provider) {
        this.limits = limits;
        this.provider = provider;
        this.left = limits.text();
    }

    /** Copies an item of a provider's own. */
    static Map<String, @Nullable Object> item(Map<?, ?> object, Limits limits) {
        return new Bounded(limits, true).object(object);
    }

    /** Copies an object or array. */
    Object any(Object container) {
        return container instanceof Map<?, ?> map ? object(map) : array((List<?>) container);
    }

    /** Copies any value. */
    @Nullable
    Object value(@Nullable Object value) {
        if (value instanceof Map<?, ?> || value instanceof List<?>) {
            return any(value);
        }
        if (value instanceof String text) {
            return isDataUrl(text) ? medium(text) : text(text);
        }
        left -= String.valueOf(value).length();
        return value;
    }

    /** Copies an object. */
    Map<String, @Nullable Object> object(Map<?, ?> object) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> field : object.entrySet()) {
            String name = String.valueOf(field.getKey());
            if (provider && SEALED.contains(name)) {
                continue;
            }
            if (name.length() >= left) {
                break;
            }
            left -= name.length();
            boolean bytes = field.getValue() instanceof String && isBase64(name, object);
            copy.put(name, bytes ? medium((String) field.getValue()) : value(field.getValue()));
        }
        return copy;
    }

    private List<@Nullable Object> array(List<?> array) {
        List<@Nullable Object> copy = new ArrayList<>();
        for (Object element : array) {
            if (left <= 0) {
                break;
            }
            copy.add(value(element));
        }
        return copy;
    }

    private String text(String whole) {
        String cut = Limits.cut(whole, Math.max(0, left));
        left -= whole.length();
        return cut;
    }

    private String medium(String base64) {
        return base64.length() <= limits.media() ? base64 : "";
    }

    private static boolean isDataUrl(String text) {
        return text.startsWith("data:") && text.contains(";base64,");
    }

    private boolean isBase64(String name, Map<?, ?> object) {
        return switch (name) {
            case "data" ->
                object.containsKey("mimeType")
                        || object.containsKey("mime_type")
                        || object.containsKey("media_type")
                        || object.containsKey("format")
                        || "base64".equals(object.get("type"));
            case "result" -> provider && "image_generation_call".equals(object.get("type"));
            default -> provider && BASE64.contains(name);
        };
    }
}
