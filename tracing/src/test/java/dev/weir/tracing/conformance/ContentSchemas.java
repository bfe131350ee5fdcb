package dev.weir.tracing.conformance;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.weir.spi.JsonWriter;
import io.opentelemetry.api.common.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The published JSON schemas of content. They permit parts of any type nobody knows; a part of a type that they do know must
 * be of that type's own form here.
 */
public final class ContentSchemas {

    private static final Map<String, String> FILES = Map.of(
            "gen_ai.input.messages", "gen-ai-input-messages.json",
            "gen_ai.output.messages", "gen-ai-output-messages.json",
            "gen_ai.system_instructions", "gen-ai-system-instructions.json",
            "gen_ai.tool.definitions", "gen-ai-tool-definitions.json",
            "gen_ai.tool.call.arguments", "gen-ai-tool-call-arguments.json",
            "gen_ai.tool.call.result", "gen-ai-tool-call-result.json",
            "gen_ai.retrieval.documents", "gen-ai-retrieval-documents.json",
            "gen_ai.memory.records", "gen-ai-memory-records.json");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new HashMap<>();
    private final Map<String, Map<String, Schema>> parts = new HashMap<>();

    private ContentSchemas(Path folder) {
        FILES.forEach((attribute, file) -> {
            Path path = folder.resolve(file);
            if (Files.exists(path)) {
                JsonNode schema = JSON.readTree(path);
                replaceReferences(schema);
                schemas.put(attribute, registry.getSchema(schema));
                parts.put(attribute, parts(schema));
            }
        });
    }

    /** Returns the schemas of that folder of the conventions; skips the test where they are absent. */
    public static ContentSchemas of(String folder) {
        Registry.assumePresent();
        return new ContentSchemas(Registry.directory().resolve(folder).resolve("gen-ai"));
    }

    /** Returns what is wrong with the value of an attribute, JSON text or structured; empty if nothing is. */
    public List<String> findings(String attribute, Object value) {
        if (!schemas.containsKey(attribute)) {
            throw new AssertionError("There is no schema for " + attribute + ", only for " + schemas.keySet());
        }
        Findings findings = new Findings();
        check(attribute, value, findings);
        return findings.all().stream().map(Finding::text).toList();
    }

    /** As {@link #findings}, but every part must be of a type that the conventions know. */
    public List<String> strictFindings(String attribute, Object value) {
        List<String> findings = new ArrayList<>(findings(attribute, value));
        if (findings.isEmpty()) {
            for (JsonNode part : elements(read(value))) {
                String type = part.path("type").asString("");
                if (!parts.get(attribute).containsKey(type)) {
                    findings.add(attribute + " has a part of the unknown type '" + type + "'");
                }
            }
        }
        return findings;
    }

    /** Returns a structured value as JSON text. */
    public static String json(Value<?> value) {
        return new JsonWriter().any(SdkExport.plain(value)).toString();
    }

    private static JsonNode read(Object value) {
        return value instanceof String text ? JSON.readTree(text) : JSON.valueToTree(value);
    }

    /** Parameters of tools are schemas themselves; that they are objects is all that can be checked without a network. */
    private static void replaceReferences(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("$ref").asString("").startsWith("http")) {
            object.removeAll();
            object.put("type", "object");
        }
        node.forEach(ContentSchemas::replaceReferences);
    }

    /** Returns the form of each type of part that the schema defines. */
    private Map<String, Schema> parts(JsonNode schema) {
        Map<String, Schema> known = new HashMap<>();
        schema.path("$defs").propertyStream().forEach(definition -> {
            String type = definition
                    .getValue()
                    .path("properties")
                    .path("type")
                    .path("const")
                    .asString("");
            if (!type.isEmpty()) {
                ObjectNode single = JSON.createObjectNode();
                single.put("$ref", "#/$defs/" + definition.getKey());
                single.set("$defs", schema.path("$defs"));
                known.put(type, registry.getSchema(single));
            }
        });
        return known;
    }

    /** Checks the value of an attribute, JSON text or structured. */
    void check(String attribute, Object value, Findings findings) {
        Schema schema = schemas.get(attribute);
        if (schema == null) {
            return;
        }
        JsonNode json;
        try {
            json = read(value);
        } catch (JacksonException notJson) {
            findings.add(Finding.Rule.CONTENT, attribute + " is not JSON");
            return;
        }
        List<Error> errors = schema.validate(json);
        errors.forEach(error -> findings.add(
                Finding.Rule.CONTENT, attribute + error.getInstanceLocation() + ": " + error.getMessage()));
        if (errors.isEmpty()) {
            checkParts(attribute, json, findings);
        }
    }

    private void checkParts(String attribute, JsonNode json, Findings findings) {
        Map<String, Schema> known = parts.get(attribute);
        for (JsonNode part : elements(json)) {
            Schema own = known.get(part.path("type").asString(""));
            if (own != null) {
                own.validate(part)
                        .forEach(error -> findings.add(
                                Finding.Rule.CONTENT,
                                attribute + " has a part of type "
                                        + part.path("type").asString() + ": " + error.getMessage()));
            }
        }
    }

    /** Returns the parts of messages, else the elements themselves. */
    private static List<JsonNode> elements(JsonNode json) {
        List<JsonNode> elements = new ArrayList<>();
        for (JsonNode element : json) {
            if (element.has("parts")) {
                element.path("parts").forEach(elements::add);
            } else {
                elements.add(element);
            }
        }
        return elements;
    }
}
