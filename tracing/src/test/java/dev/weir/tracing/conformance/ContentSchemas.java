package dev.weir.tracing.conformance;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
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
final class ContentSchemas {

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

    ContentSchemas() {
        FILES.forEach((attribute, file) -> {
            JsonNode schema = JSON.readTree(Registry.directory()
                    .resolve(Registry.ADDED)
                    .resolve("gen-ai")
                    .resolve(file));
            replaceReferences(schema);
            schemas.put(attribute, registry.getSchema(schema));
            parts.put(attribute, parts(schema));
        });
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
            json = value instanceof String text ? JSON.readTree(text) : JSON.valueToTree(value);
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
        for (JsonNode element : json) {
            JsonNode candidates = element.has("parts")
                    ? element.path("parts")
                    : JSON.createArrayNode().add(element);
            for (JsonNode part : candidates) {
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
    }
}
