package dev.weir.google;

import dev.weir.Request;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes {@code tools} and {@code toolConfig}. */
final class ToolWriter {

    private final Dialect dialect;
    private final ModelTraits model;
    private final boolean openApi;
    private final List<Warning> warnings;
    private final JsonWriter json;

    ToolWriter(Dialect dialect, ModelTraits model, boolean openApi, List<Warning> warnings, JsonWriter json) {
        this.dialect = dialect;
        this.model = model;
        this.openApi = openApi;
        this.warnings = warnings;
        this.json = json;
    }

    void write(Request request) {
        List<Tool> functions = of(request, Tool.Kind.FUNCTION);
        List<Tool> builtIn = of(request, Tool.Kind.PROVIDER);
        for (Tool custom : of(request, Tool.Kind.CUSTOM)) {
            warnings.add(new Warning("tool", custom.name() + " was left out: Gemini has no tools that take free text"));
        }
        if (functions.isEmpty() && builtIn.isEmpty()) {
            return;
        }
        json.name("tools").beginArray();
        if (!functions.isEmpty()) {
            json.beginObject().name("functionDeclarations").beginArray();
            functions.forEach(this::declaration);
            json.endArray().endObject();
        }
        for (Tool tool : builtIn) {
            String declared = String.valueOf(tool.json());
            RawJson.object(declared, "The declaration of tool \"" + tool.name() + "\"");
            json.raw(declared);
        }
        json.endArray();
        // Together with functions, Gemini 3 runs its own tools only if it may show their calls.
        boolean mixed =
                !functions.isEmpty() && !builtIn.isEmpty() && dialect == Dialect.GEMINI && !model.isBeforeThird();
        config(functions, request.toolChoice(), mixed);
    }

    private static List<Tool> of(Request request, Tool.Kind kind) {
        return request.tools().stream().filter(tool -> tool.kind() == kind).toList();
    }

    private void declaration(Tool tool) {
        json.beginObject().name("name").value(tool.name());
        if (tool.description() != null && !tool.description().isEmpty()) {
            json.name("description").value(tool.description());
        }
        String declared = String.valueOf(tool.json());
        Map<String, @Nullable Object> schema = RawJson.object(declared, "The schema of tool \"" + tool.name() + "\"");
        if (!isEmpty(schema)) {
            if (openApi) {
                json.name("parameters").any(OpenApiSchema.of(schema));
            } else {
                json.name("parametersJsonSchema").raw(declared);
            }
        }
        json.endObject();
    }

    /** Returns whether a schema allows no argument at all; some models refuse an object without properties. */
    private static boolean isEmpty(Map<String, @Nullable Object> schema) {
        Object properties = schema.get("properties");
        boolean none = properties == null || (properties instanceof Map<?, ?> map && map.isEmpty());
        Object more = schema.get("additionalProperties");
        boolean open = more != null && !Boolean.FALSE.equals(more);
        return none
                && !open
                && !schema.containsKey("anyOf")
                && !schema.containsKey("oneOf")
                && !schema.containsKey("allOf")
                && !schema.containsKey("$ref");
    }

    private void config(List<Tool> functions, @Nullable ToolChoice choice, boolean mixed) {
        boolean strict = functions.stream().anyMatch(tool -> Boolean.TRUE.equals(tool.strict()));
        String mode = functions.isEmpty() ? null : mode(choice, strict);
        if (functions.isEmpty() && choice != null && choice.mode() != ToolChoice.Mode.AUTO) {
            warnings.add(new Warning("toolChoice", "left out; Google's own tools cannot be forced or forbidden"));
        }
        if (mode == null && !mixed) {
            return;
        }
        json.name("toolConfig").beginObject();
        if (mode != null) {
            json.name("functionCallingConfig").beginObject().name("mode").value(mode);
            if (choice != null && !choice.tools().isEmpty()) {
                json.name("allowedFunctionNames").any(choice.tools());
            }
            json.endObject();
        }
        if (mixed) {
            json.name("includeServerSideToolInvocations").value(true);
        }
        json.endObject();
    }

    /**
     * Returns the <a href="https://ai.google.dev/api/caching#FunctionCallingConfig">mode</a>. {@code VALIDATED} leaves the
     * choice to the model, but holds it to the schemas and may be limited to some functions; {@code AUTO} can do neither.
     */
    private static @Nullable String mode(@Nullable ToolChoice choice, boolean strict) {
        if (choice == null) {
            return strict ? "VALIDATED" : null;
        }
        return switch (choice.mode()) {
            case AUTO -> strict ? "VALIDATED" : "AUTO";
            case NONE -> "NONE";
            case REQUIRED, NAMED, ALLOWED_REQUIRED -> "ANY";
            case ALLOWED -> "VALIDATED";
        };
    }
}
