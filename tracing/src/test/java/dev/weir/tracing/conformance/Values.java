package dev.weir.tracing.conformance;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules for names and values of attributes. */
final class Values {

    /** Tolerated by the public checker beside the registry. */
    private static final Set<String> TOLERATED = Set.of("cloud.region", "rpc.method");

    /** Other enumerations are open: values beyond the list are permitted. */
    private static final Set<String> CLOSED = Set.of(
            "gen_ai.operation.name",
            "gen_ai.output.type",
            "gen_ai.token.type",
            "gen_ai.token.modality",
            "openai.api.type");

    private static final Set<String> PLACEHOLDERS = Set.of("", "unknown", "none", "null");

    private final Registry registry;
    private final ContentSchemas schemas;
    private final Findings findings;

    Values(Registry registry, ContentSchemas schemas, Findings findings) {
        this.registry = registry;
        this.schemas = schemas;
        this.findings = findings;
    }

    /** Checks attributes against what is declared for them. */
    void check(Map<String, Object> attributes, Map<String, Registry.Attribute> declared, boolean structured) {
        attributes.forEach((name, value) -> {
            Registry.Attribute attribute = find(name, declared);
            if (attribute != null) {
                check(name, value, attribute, structured);
            } else if (!TOLERATED.contains(name)) {
                findings.add(Finding.Rule.NAME, name + " is not declared here");
            }
        });
        declared.forEach((name, attribute) -> findings.check(
                !attribute.isRequired() || attributes.containsKey(name), Finding.Rule.REQUIRED, name + " is required"));
        findings.check(
                attributes.containsKey("server.address") || !attributes.containsKey("server.port"),
                Finding.Rule.REQUIRED,
                "server.port stands without server.address");
        findings.check(
                attributes.containsKey("server.port")
                        || !attributes.containsKey("server.address")
                        || !declared.containsKey("server.port"),
                Finding.Rule.REQUIRED,
                "server.port is required with server.address");
    }

    /** Returns how an attribute is declared, also by a template such as {@code gen_ai.prompt.variable.<key>}. */
    static Registry.@Nullable Attribute find(String name, Map<String, Registry.Attribute> declared) {
        Registry.Attribute exact = declared.get(name);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, Registry.Attribute> entry : declared.entrySet()) {
            if (entry.getValue().isTemplate() && name.startsWith(entry.getKey() + ".")) {
                return entry.getValue();
            }
        }
        return null;
    }

    private void check(String name, Object value, Registry.Attribute attribute, boolean structured) {
        if (!isOf(attribute.type(), value)) {
            findings.add(
                    Finding.Rule.TYPE,
                    name + " is a " + value.getClass().getSimpleName() + ", declared as " + attribute.type());
            return;
        }
        // "unknown" is a word of the conventions for modalities, and "none" is one of the levels of reasoning.
        boolean placeholder = value instanceof String text
                && PLACEHOLDERS.contains(text.toLowerCase(Locale.ROOT))
                && !isListed(name, text)
                && !name.equals("gen_ai.request.reasoning.level");
        findings.check(!placeholder, Finding.Rule.PLACEHOLDER, name + " is a placeholder: '" + value + "'");
        findings.check(
                !CLOSED.contains(name) || registry.values(name) == null || isListed(name, value),
                Finding.Rule.ENUM,
                name + " is " + value + ", not one of " + registry.values(name));
        if (attribute.type().equals("any")) {
            findings.check(
                    !structured || !(value instanceof String),
                    Finding.Rule.CONTENT,
                    name + " is text where a structured value belongs");
            schemas.check(name, value, findings);
        }
    }

    private boolean isListed(String name, Object value) {
        Set<Object> listed = registry.values(name);
        return listed != null && listed.contains(value);
    }

    private static boolean isOf(String type, Object value) {
        return switch (type) {
            case "string", "enum(string)", "template[string]" -> value instanceof String;
            case "int" -> value instanceof Long;
            case "double" -> value instanceof Double;
            case "boolean" -> value instanceof Boolean;
            case "string[]" -> value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
            case "any" -> true;
            default -> throw new AssertionError("The registry has a type that this checker does not know: " + type);
        };
    }
}
