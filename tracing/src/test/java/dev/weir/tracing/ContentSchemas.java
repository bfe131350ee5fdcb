package dev.weir.tracing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.weir.spi.JsonReader;
import dev.weir.spi.JsonWriter;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.common.ValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The conventions' JSON schemas of content. */
final class ContentSchemas {

    static final String V1_41 = "core-v1.41.0";
    static final String V08_03 = "genai-main-2026-08-03";

    private static final String META_SCHEMA = "\"$ref\": \"http://json-schema.org/draft-07/schema#\"";

    private final String folder;

    private ContentSchemas(String folder) {
        this.folder = folder;
    }

    /** Returns the schemas of that folder of the conventions; skips the test where they are absent. */
    static ContentSchemas of(String folder) {
        assumeTrue(Conventions.present(), () -> "no conventions in " + Conventions.directory());
        return new ContentSchemas(folder);
    }

    /** Returns what is wrong with a JSON text; empty if nothing is. */
    List<String> findings(String schema, String json) {
        return validate(read(schema), json);
    }

    /** As {@link #findings}, but no part may get through as a generic one, which allows anything. */
    List<String> strictFindings(String schema, String json) {
        Object tree = JsonReader.of(read(schema)).any();
        return validate(new JsonWriter().any(withoutGeneric(tree)).toString(), json);
    }

    private static List<String> validate(String schema, String json) {
        Schema compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema, InputFormat.JSON);
        return compiled.validate(json, InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }

    private String read(String schema) {
        try {
            return Files.readString(Conventions.directory()
                            .resolve(folder)
                            .resolve("gen-ai")
                            .resolve("gen-ai-" + schema + ".json"))
                    .replace(META_SCHEMA, "\"type\": \"object\"");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Object withoutGeneric(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((name, value) -> copy.put((String) name, withoutGeneric(value)));
            return copy;
        }
        if (tree instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            for (Object element : list) {
                if (!(element instanceof Map<?, ?> map && "#/$defs/GenericPart".equals(map.get("$ref")))) {
                    copy.add(withoutGeneric(element));
                }
            }
            return copy;
        }
        return tree;
    }

    /** Returns a structured value as JSON text, by the SDK's types rather than by our own conversion. */
    static String json(Value<?> value) {
        return new JsonWriter().any(plain(value)).toString();
    }

    private static Object plain(Value<?> value) {
        if (value.getType() == ValueType.ARRAY) {
            List<Object> list = new ArrayList<>();
            for (Object element : (List<?>) value.getValue()) {
                list.add(plain((Value<?>) element));
            }
            return list;
        }
        if (value.getType() == ValueType.KEY_VALUE_LIST) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (Object element : (List<?>) value.getValue()) {
                map.put(((KeyValue) element).getKey(), plain(((KeyValue) element).getValue()));
            }
            return map;
        }
        return value.getType() == ValueType.EMPTY ? null : value.getValue();
    }
}
