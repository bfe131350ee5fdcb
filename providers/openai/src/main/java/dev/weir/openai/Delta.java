package dev.weir.openai;

import dev.weir.Part;
import dev.weir.spi.JsonReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One choice of one event, read but not yet applied: its fields come in any order, and only together they say what to do.
 * Reused from event to event.
 */
final class Delta {

    int index;
    boolean whole;

    @Nullable
    String content;

    @Nullable
    String reasoning;

    @Nullable
    String refusal;

    @Nullable
    String finishReason;

    @Nullable
    String logprobs;

    @Nullable
    String annotations;

    @Nullable
    String audio;

    @Nullable
    String images;

    @Nullable
    String details;

    @Nullable
    String thinkingBlocks;

    @Nullable
    String extraContent;

    private @Nullable String reasoningContent;
    private ToolDelta[] tools = {new ToolDelta()};
    int toolCount;
    final List<Part.Opaque> others = new ArrayList<>();
    final List<String> extraNames = new ArrayList<>();
    final List<String> extraValues = new ArrayList<>();

    void reset(int position, boolean isWhole) {
        index = position;
        whole = isWhole;
        content = null;
        reasoning = null;
        reasoningContent = null;
        refusal = null;
        finishReason = null;
        logprobs = null;
        annotations = null;
        audio = null;
        images = null;
        details = null;
        thinkingBlocks = null;
        extraContent = null;
        toolCount = 0;
        if (!others.isEmpty()) {
            others.clear();
        }
        if (!extraNames.isEmpty()) {
            extraNames.clear();
            extraValues.clear();
        }
    }

    ToolDelta tool(int at) {
        return tools[at];
    }

    void readChoice(JsonReader json) {
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("index")) {
                index = json.intOr(index);
            } else if (json.nameIs("delta") || json.nameIs("message")) {
                readMessage(json);
            } else if (json.nameIs("finish_reason")) {
                String reason = json.stringOrNull();
                finishReason = reason == null || reason.isEmpty() ? finishReason : reason;
            } else if (json.nameIs("logprobs")) {
                readLogprobs(json);
            } else if (json.nameIs("text")) {
                json.skip(); // Together repeats the content here
            } else {
                extra(json, "");
            }
        }
        reasoning = reasoningContent != null && !reasoningContent.isEmpty() ? reasoningContent : reasoning;
    }

    private void extra(JsonReader json, String prefix) {
        if (!json.nextNull() && !json.skipIf("{}") && !json.skipIf("[]")) {
            extraNames.add(prefix + json.name());
            extraValues.add(json.raw());
        }
    }

    private void readMessage(JsonReader json) {
        if (!json.isObject()) {
            json.skip();
            return;
        }
        json.beginObject();
        while (json.nextField()) {
            if (json.nameIs("content")) {
                readContent(json);
            } else if (json.nameIs("role")) {
                json.skip();
            } else if (json.nameIs("tool_calls")) {
                readTools(json);
            } else if (json.nameIs("reasoning_content")) {
                reasoningContent = text(json);
            } else if (json.nameIs("reasoning")) {
                reasoning = text(json);
            } else if (json.nameIs("refusal")) {
                refusal = text(json);
            } else {
                readRare(json);
            }
        }
    }

    private static @Nullable String text(JsonReader json) {
        if (json.isString()) {
            return json.string();
        }
        json.skip();
        return null;
    }

    private void readRare(JsonReader json) {
        if (json.nameIs("reasoning_details")) {
            details = present(json);
        } else if (json.nameIs("thinking_blocks")) {
            thinkingBlocks = present(json);
        } else if (json.nameIs("annotations")) {
            annotations = present(json);
        } else if (json.nameIs("audio")) {
            audio = present(json);
        } else if (json.nameIs("images")) {
            images = present(json);
        } else if (json.nameIs("function_call")) {
            readFunctionCall(json);
        } else if (json.nameIs(ChatReader.EXTRA_CONTENT)) {
            extraContent = present(json);
        } else if (json.nameIs("executed_tools") || json.nameIs("provider_specific_fields")) {
            extra(json, "message.");
        } else {
            json.skip();
        }
    }

    /** Returns a list or object as text, null if it is empty or anything else. */
    private static @Nullable String present(JsonReader json) {
        if (json.skipIf("[]") || json.skipIf("{}")) {
            return null;
        }
        if (json.isArray() || json.isObject()) {
            return json.raw();
        }
        json.skip();
        return null;
    }

    private void readContent(JsonReader json) {
        if (json.isString()) {
            content = json.string();
        } else if (json.isArray()) {
            ContentParts.read(json, this);
        } else {
            json.skip();
        }
    }

    void addContent(String more) {
        content = content == null ? more : content + more;
    }

    void addReasoning(String more) {
        reasoning = reasoning == null ? more : reasoning + more;
    }

    private void readTools(JsonReader json) {
        if (!json.isArray()) {
            json.skip();
            return;
        }
        json.beginArray();
        while (json.nextElement()) {
            if (json.isObject()) {
                nextTool().read(json);
                toolCount -= tools[toolCount - 1].isEmpty() ? 1 : 0;
            } else {
                json.skip();
            }
        }
    }

    private void readFunctionCall(JsonReader json) {
        if (json.isObject()) {
            nextTool().readLegacy(json);
            toolCount -= tools[toolCount - 1].isEmpty() ? 1 : 0;
        } else {
            json.skip();
        }
    }

    private ToolDelta nextTool() {
        if (toolCount == tools.length) {
            ToolDelta[] more = new ToolDelta[tools.length * 2];
            System.arraycopy(tools, 0, more, 0, tools.length);
            for (int i = tools.length; i < more.length; i++) {
                more[i] = new ToolDelta();
            }
            tools = more;
        }
        return tools[toolCount++];
    }

    /** Keeps the entries without the brackets of their list, as {@link dev.weir.Chunk.LogprobsAdded} has them. */
    private void readLogprobs(JsonReader json) {
        if (!json.isObject()) {
            json.skip();
            return;
        }
        json.beginObject();
        while (json.nextField()) {
            boolean wanted = json.nameIs("content") || json.nameIs("refusal");
            if (wanted && json.isArray()) {
                String list = json.raw();
                String entries = list.substring(1, list.length() - 1).trim();
                if (!entries.isEmpty()) {
                    logprobs = logprobs == null ? entries : logprobs + "," + entries;
                }
            } else {
                json.skip();
            }
        }
    }
}
