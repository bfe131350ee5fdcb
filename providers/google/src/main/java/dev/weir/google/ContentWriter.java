package dev.weir.google;

import dev.weir.Message;
import dev.weir.Message.Role;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Warning;
import dev.weir.spi.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes instructions and conversation. Gemini knows the roles {@code user} and {@code model} only. */
final class ContentWriter {

    private final ModelTraits model;
    private final List<Warning> warnings;
    private final JsonWriter json;
    private final PartWriter parts;
    private final ResultWriter results;
    private List<Part.ToolCall> calls = List.of();

    ContentWriter(Dialect dialect, ModelTraits model, List<Warning> warnings, JsonWriter json) {
        this.model = model;
        this.warnings = warnings;
        this.json = json;
        this.parts = new PartWriter(dialect, warnings, json);
        this.results = new ResultWriter(parts, model, warnings, json);
    }

    /** Writes {@code systemInstruction}, if there is anything in it, and {@code contents}. */
    void write(Request request) {
        List<Part> instructions = instructions(request);
        if (!instructions.isEmpty() && !model.isGemma()) {
            json.name("systemInstruction").beginObject();
            array(instructions);
            json.endObject();
        }
        json.name("contents").beginArray();
        contents(request.messages(), model.isGemma() ? instructions : List.of());
        json.endArray();
    }

    /** Returns all instructions in order; those inside the history have no place of their own on the wire. */
    private List<Part> instructions(Request request) {
        List<Part> all = new ArrayList<>(request.system());
        boolean begun = false;
        for (Message message : request.messages()) {
            if (message.role() != Role.SYSTEM) {
                begun = true;
                continue;
            }
            all.addAll(message.parts());
            if (begun) {
                warnings.add(new Warning("system", "instructions inside the history were moved to its front"));
            }
        }
        List<Part> sent = new ArrayList<>();
        for (Part part : all) {
            if (part instanceof Part.Text) {
                sent.add(part);
            } else if (!(part instanceof Part.CachePoint)) {
                warnings.add(new Warning("system", "parts other than text were left out of the instructions"));
            }
        }
        return sent;
    }

    private void contents(List<Message> messages, List<Part> instructions) {
        List<Part> pending = instructions;
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (message.name() != null) {
                warnings.add(new Warning("message.name", "left out; Gemini tells speakers apart by role only"));
            }
            switch (message.role()) {
                case SYSTEM -> {
                    // part of the instructions
                }
                case USER -> {
                    List<Part> all = new ArrayList<>(pending);
                    pending = List.of();
                    all.addAll(message.parts());
                    content("user", sent(all), null);
                }
                case ASSISTANT -> assistant(message);
                case TOOL -> {
                    List<Part.ToolResult> answers = new ArrayList<>();
                    for (; i < messages.size() && messages.get(i).role() == Role.TOOL; i++) {
                        messages.get(i).parts().forEach(part -> answers.add((Part.ToolResult) part));
                    }
                    i--;
                    tool(answers);
                }
            }
        }
    }

    private void assistant(Message message) {
        List<Part> sent = sent(message.parts());
        calls = message.toolCalls();
        boolean signed = sent.stream().anyMatch(ContentWriter::isSigned);
        content("model", sent, model.wantsSignatures() && !signed ? PartWriter.NO_SIGNATURE : null);
    }

    private static boolean isSigned(Part part) {
        if (part instanceof Part.Text text) {
            return PartWriter.signature(text.providerData()) != null;
        } else if (part instanceof Part.ToolCall call) {
            return PartWriter.signature(call.providerData()) != null;
        }
        return part instanceof Part.Thinking
                || (part instanceof Part.Opaque opaque && opaque.json().contains(CandidateState.SIGNATURE));
    }

    private List<Part> sent(List<Part> all) {
        List<Part> sent = new ArrayList<>(all.size());
        for (Part part : all) {
            if (parts.isSent(part)) {
                sent.add(part);
            }
        }
        return sent;
    }

    /** Writes a turn, unless nothing of it is left; {@code unsigned} goes to its first call. */
    private void content(String role, List<Part> sent, @Nullable String unsigned) {
        if (sent.isEmpty()) {
            return;
        }
        json.beginObject().name("role").value(role);
        json.name("parts").beginArray();
        String mark = unsigned;
        for (Part part : sent) {
            if (part instanceof Part.ToolResult result) {
                results.write(calls, List.of(result));
            } else {
                parts.write(part, mark);
                mark = part instanceof Part.ToolCall ? null : mark;
            }
        }
        json.endArray().endObject();
    }

    private void tool(List<Part.ToolResult> answers) {
        if (answers.isEmpty()) {
            return;
        }
        json.beginObject().name("role").value("user").name("parts").beginArray();
        results.write(calls, answers);
        json.endArray().endObject();
    }

    private void array(List<Part> texts) {
        json.name("parts").beginArray();
        texts.forEach(part -> parts.write(part, null));
        json.endArray();
    }
}
