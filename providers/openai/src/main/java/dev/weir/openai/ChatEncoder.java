package dev.weir.openai;

import dev.weir.Options;
import dev.weir.OutputFormat;
import dev.weir.Request;
import dev.weir.Thinking;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the body of a Chat Completions request: the options; messages and tools have writers of their own. */
final class ChatEncoder {

    private final Request request;
    private final Dialect dialect;
    private final Body body;
    private final JsonWriter json;
    private final CommonOptions common;

    ChatEncoder(Request request, Dialect dialect, List<Warning> warnings) {
        this.request = request;
        this.dialect = dialect;
        this.body = new Body(dialect, request.extras(), warnings);
        this.json = body.json();
        this.common = new CommonOptions(body);
    }

    byte[] encode(String model, boolean stream) {
        if (body.field("model")) {
            json.value(model);
        }
        if (body.field("messages")) {
            new ChatMessages(body).write(request);
        }
        body.number("maxTokens", "max_completion_tokens", request.options().maxTokens());
        common.stop(request.options());
        common.sampling(request.options());
        choices(request.options());
        thinking(request.options().thinking());
        new ChatTools(body, request).write();
        outputFormat(request.outputFormat());
        common.labels(request.options());
        if (request.previousResponseId() != null) {
            body.warn("previousResponseId", "left out: Chat Completions keep no conversation at the provider");
        }
        if (stream) {
            stream();
        }
        return body.finish();
    }

    private void choices(Options options) {
        body.number("choiceCount", "n", options.choiceCount());
        Boolean logprobs = options.logprobs();
        if (logprobs != null && body.option("logprobs", "logprobs")) {
            json.value(logprobs.booleanValue());
        }
        body.number("topLogprobs", "top_logprobs", options.topLogprobs());
    }

    private void thinking(@Nullable Thinking thinking) {
        if (thinking == null) {
            return;
        }
        switch (dialect.thinking()) {
            case EFFORT -> effort(thinking);
            case TOGGLE -> {
                if (body.option("thinking", "thinking")) {
                    json.beginObject()
                            .name("type")
                            .value(thinking.isOff() ? "disabled" : "enabled")
                            .endObject();
                }
                if (!thinking.isOff() && dialect.knows("reasoning_effort")) {
                    effort(thinking);
                } else if (!thinking.isOff()) {
                    body.warn("thinking", "sent as switched on: this provider knows no levels");
                }
            }
            case OBJECT -> {
                if (body.option("thinking", "reasoning")) {
                    Integer budget = thinking.budgetTokens();
                    json.beginObject();
                    if (thinking.isOff()) {
                        json.name("enabled").value(false);
                    } else if (budget != null) {
                        json.name("max_tokens").value(budget.longValue());
                    } else {
                        json.name("effort").value(thinking.level());
                    }
                    json.endObject();
                }
            }
        }
    }

    private void effort(Thinking thinking) {
        String level = common.effort(thinking);
        if (body.option("thinking", "reasoning_effort")) {
            json.value(level);
        }
    }

    private void outputFormat(@Nullable OutputFormat format) {
        if (format == null || !body.option("outputFormat", "response_format")) {
            return;
        }
        OutputFormat.Type type = format.type();
        if (type == OutputFormat.Type.JSON_SCHEMA && dialect.structuredOutput() == Dialect.StructuredOutput.JSON_ONLY) {
            body.warn(
                    "outputFormat",
                    "sent as JSON without the schema, which this provider does not take; name the"
                            + " fields in the prompt");
            type = OutputFormat.Type.JSON;
        }
        json.beginObject();
        switch (type) {
            case TEXT -> json.name("type").value("text");
            case JSON -> json.name("type").value("json_object");
            case JSON_SCHEMA -> schema(format);
        }
        json.endObject();
    }

    private void schema(OutputFormat format) {
        json.name("type").value("json_schema").name("json_schema").beginObject();
        common.schema(format);
        if (dialect.structuredOutput() == Dialect.StructuredOutput.STRICT_SCHEMA) {
            json.name("strict").value(format.strict());
        }
        json.endObject();
    }

    private void stream() {
        if (body.field("stream")) {
            json.value(true);
        }
        // Without it OpenAI's streams carry no usage at all; https://platform.openai.com/docs/api-reference/chat/create
        if (dialect.knows("stream_options") && body.field("stream_options")) {
            json.beginObject().name("include_usage").value(true).endObject();
        }
    }
}
