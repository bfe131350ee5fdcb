package dev.weir.bedrock;

import dev.weir.Options;
import dev.weir.OutputFormat;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import dev.weir.spi.UserJson;
import java.util.List;
import java.util.Map;

/** Writes the body of a Converse request. One per request. */
final class ConverseWriter {

    private static final String MODEL_FIELDS = "additionalModelRequestFields";

    private final Request request;
    private final String model;
    private final Map<String, Object> extras;
    private final List<Warning> warnings;
    private final JsonWriter out = new JsonWriter();

    ConverseWriter(Request request, String model, List<Warning> warnings) {
        this.request = request;
        this.model = model;
        this.extras = request.extras();
        this.warnings = warnings;
    }

    byte[] write() {
        out.beginObject();
        messages();
        inferenceConfig(request.options());
        ToolConfig tools = new ToolConfig(request, warnings);
        if (!tools.isEmpty() && field("toolConfig")) {
            tools.write(out);
        }
        outputConfig();
        modelFields();
        tierAndLabels(request.options());
        unsupported(request.options());
        extras.forEach((name, value) -> {
            if (!name.equals(MODEL_FIELDS) || !(value instanceof Map<?, ?>)) {
                out.name(name).any(value);
            }
        });
        return out.endObject().toByteArray();
    }

    private void messages() {
        ConverseMessages writer = new ConverseMessages(out, model, warnings);
        if (field("messages")) {
            writer.messages(request.messages());
        }
        List<Part> instructions = ConverseMessages.instructions(request, warnings);
        if (!instructions.isEmpty() && field("system")) {
            writer.system(instructions);
        }
    }

    private void inferenceConfig(Options options) {
        boolean empty = options.maxTokens() == null
                && options.temperature() == null
                && options.topP() == null
                && options.stop().isEmpty();
        if (empty || !field("inferenceConfig")) {
            return;
        }
        out.beginObject();
        if (options.maxTokens() != null) {
            out.name("maxTokens").value(options.maxTokens());
        }
        if (options.temperature() != null) {
            out.name("temperature").value(options.temperature());
        }
        if (options.topP() != null) {
            out.name("topP").value(options.topP());
        }
        if (!options.stop().isEmpty()) {
            out.name("stopSequences").any(options.stop());
        }
        out.endObject();
    }

    /** The schema travels as text inside the JSON. */
    private void outputConfig() {
        OutputFormat format = request.outputFormat();
        if (format == null || format.type() == OutputFormat.Type.TEXT) {
            return;
        }
        String schema = format.schema();
        if (schema == null) {
            warn(
                    "outputFormat",
                    "left out: Bedrock knows JSON by a schema only; say in the prompt that JSON is wanted");
            return;
        }
        UserJson.requireObject(schema, "output format " + format.name());
        if (!field("outputConfig")) {
            return;
        }
        out.beginObject().name("textFormat").beginObject().name("type").value("json_schema");
        out.name("structure").beginObject().name("jsonSchema").beginObject();
        out.name("name").value(format.name());
        if (format.description() != null) {
            out.name("description").value(format.description());
        }
        out.name("schema").value(schema).endObject().endObject().endObject().endObject();
    }

    private void modelFields() {
        Map<String, Object> fields = ModelFields.of(model, request.options(), extras.get(MODEL_FIELDS), warnings);
        boolean own = extras.containsKey(MODEL_FIELDS);
        if (own ? extras.get(MODEL_FIELDS) instanceof Map<?, ?> : !fields.isEmpty()) {
            out.name(MODEL_FIELDS).any(fields);
        }
    }

    private void tierAndLabels(Options options) {
        if (options.serviceTier() != null && field("serviceTier")) {
            out.beginObject().name("type").value(options.serviceTier()).endObject();
        }
        if (!options.metadata().isEmpty() && field("requestMetadata")) {
            out.any(options.metadata());
        }
    }

    private void unsupported(Options options) {
        String no = "left out: Converse has no such option";
        if (options.seed() != null) {
            warn("seed", no);
        }
        if (options.presencePenalty() != null) {
            warn("presencePenalty", no);
        }
        if (options.frequencyPenalty() != null) {
            warn("frequencyPenalty", no);
        }
        if (options.choiceCount() != null && options.choiceCount() != 1) {
            warn("choiceCount", "left out: Converse gives one answer per request");
        }
        if (options.logprobs() != null || options.topLogprobs() != null) {
            warn("logprobs", no);
        }
        if (!options.logitBias().isEmpty()) {
            warn("logitBias", no);
        }
        if (Boolean.FALSE.equals(options.parallelToolCalls())
                && !request.tools().isEmpty()) {
            warn("parallelToolCalls", no);
        }
        if (request.previousResponseId() != null) {
            warn("previousResponseId", "left out: Converse stores no conversations");
        }
    }

    /** Writes a field's name, unless the request sets that field itself. */
    private boolean field(String name) {
        if (extras.containsKey(name)) {
            return false;
        }
        out.name(name);
        return true;
    }

    private void warn(String option, String reason) {
        warnings.add(new Warning(option, reason));
    }
}
