package dev.weir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds a response out of chunks. One for all providers; keyed by choice and part index, so pieces of several parts may
 * take turns. Not thread-safe. Adding never fails on odd order: a delta without start opens its part. Only an index no
 * answer can have, below zero or in the thousands of choices, is an {@link IndexOutOfBoundsException}.
 */
public final class ChunkAccumulator {

    /** Far beyond what any provider offers; keeps a nonsensical index from costing memory. */
    private static final int MAX_CHOICES = 1 << 12;

    private static final int MAX_PARTS = 1 << 20;

    private @Nullable String id;
    private @Nullable String model;
    private Usage usage = Usage.ABSENT;
    private @Nullable Map<String, String> extras;
    private @Nullable Response done;
    private ChoiceState[] choices = new ChoiceState[1];

    /** Adds the next chunk of a stream. */
    public void add(Chunk chunk) {
        if (chunk instanceof Chunk.TextDelta text) {
            slot(text.choice(), text.part(), PartKind.TEXT).text(text.delta());
        } else if (chunk instanceof Chunk.ToolCallDelta call) {
            slot(call.choice(), call.part(), PartKind.TOOL_CALL).text(call.delta());
        } else if (chunk instanceof Chunk.ThinkingDelta thinking) {
            slot(thinking.choice(), thinking.part(), PartKind.THINKING).text(thinking.delta());
        } else {
            addRare(chunk);
        }
    }

    private void addRare(Chunk chunk) {
        if (chunk instanceof Chunk.Started started) {
            id = started.id() != null ? started.id() : id;
            model = started.model() != null ? started.model() : model;
        } else if (chunk instanceof Chunk.TextStart start) {
            slot(start.choice(), start.part(), PartKind.TEXT);
        } else if (chunk instanceof Chunk.ThinkingStart start) {
            slot(start.choice(), start.part(), PartKind.THINKING);
        } else if (chunk instanceof Chunk.ToolCallStart start) {
            PartState slot = slot(start.choice(), start.part(), PartKind.TOOL_CALL);
            slot.callId = start.id();
            slot.name = start.name();
        } else if (chunk instanceof Chunk.RefusalDelta refusal) {
            slot(refusal.choice(), refusal.part(), PartKind.REFUSAL).text(refusal.delta());
        } else if (chunk instanceof Chunk.TextEnd end) {
            slot(end.choice(), end.part(), PartKind.TEXT).end(end.providerData());
        } else if (chunk instanceof Chunk.ThinkingEnd end) {
            slot(end.choice(), end.part(), PartKind.THINKING).end(end.providerData());
        } else if (chunk instanceof Chunk.ToolCallEnd end) {
            PartState slot = slot(end.choice(), end.part(), PartKind.TOOL_CALL);
            slot.whole = end.call();
            slot.ended = true;
        } else if (chunk instanceof Chunk.PartAdded added) {
            PartState slot = slot(added.choice(), added.part(), PartKind.WHOLE);
            slot.whole = added.value();
            slot.ended = true;
        } else if (chunk instanceof Chunk.CitationAdded added) {
            slot(added.choice(), added.part(), PartKind.TEXT).cite(added.citation());
        } else if (chunk instanceof Chunk.LogprobsAdded added) {
            choice(added.choice()).logprobs(added.json());
        } else if (chunk instanceof Chunk.UsageUpdated updated) {
            usage = updated.usage();
        } else if (chunk instanceof Chunk.Finished finished) {
            ChoiceState choice = choice(finished.choice());
            choice.reason = finished.reason();
            choice.rawReason = finished.raw();
        } else if (chunk instanceof Chunk.Extra extra) {
            if (extras == null) {
                extras = new LinkedHashMap<>();
            }
            extras.put(extra.name(), extra.json());
        } else if (chunk instanceof Chunk.Done end) {
            done = end.response();
        }
    }

    /**
     * Returns what has arrived so far. Before {@link Chunk.Done} it is {@linkplain Response#isPartial() partial} and holds
     * only tool calls that are complete, so that a conversation can go on from it.
     */
    public Response snapshot() {
        return done != null ? done : build(true);
    }

    /** Returns the whole answer; called once the provider's end marker was seen. */
    public Response complete() {
        return done != null ? done : build(false);
    }

    /** Returns the arguments gathered for the tool call at that place; empty if there are none. */
    public String argumentsOf(int choice, int part) {
        ChoiceState known = choice < choices.length ? choices[choice] : null;
        PartState slot = known != null && part < known.parts.length ? known.parts[part] : null;
        return slot == null ? "" : slot.value();
    }

    private Response build(boolean partial) {
        List<Response.Choice> built = new ArrayList<>(choices.length);
        for (ChoiceState choice : choices) {
            if (choice != null) {
                built.add(choice.build(partial));
            }
        }
        return Response.builder()
                .id(id)
                .model(model)
                .choices(built)
                .usage(usage)
                .extras(extras == null ? Map.of() : extras)
                .partial(partial)
                .build();
    }

    private ChoiceState choice(int index) {
        Objects.checkIndex(index, MAX_CHOICES);
        if (index >= choices.length) {
            choices = java.util.Arrays.copyOf(choices, index + 1);
        }
        ChoiceState choice = choices[index];
        if (choice == null) {
            choice = new ChoiceState();
            choices[index] = choice;
        }
        return choice;
    }

    private PartState slot(int choice, int part, PartKind kind) {
        return choice(choice).slot(part, kind);
    }

    private enum PartKind {
        TEXT,
        THINKING,
        TOOL_CALL,
        REFUSAL,
        WHOLE
    }

    private static final class ChoiceState {

        private @Nullable PartState[] parts = new PartState[4];
        private FinishReason reason = FinishReason.OTHER;
        private @Nullable String rawReason;
        private @Nullable StringBuilder logprobs;

        PartState slot(int index, PartKind kind) {
            Objects.checkIndex(index, MAX_PARTS);
            if (index >= parts.length) {
                parts = java.util.Arrays.copyOf(parts, Math.max(index + 1, parts.length * 2));
            }
            PartState slot = parts[index];
            if (slot == null) {
                slot = new PartState(kind);
                parts[index] = slot;
            }
            return slot;
        }

        void logprobs(String json) {
            if (logprobs == null) {
                logprobs = new StringBuilder();
            } else {
                logprobs.append(',');
            }
            logprobs.append(json);
        }

        Response.Choice build(boolean partial) {
            List<Part> built = new ArrayList<>();
            for (PartState slot : parts) {
                Part part = slot == null ? null : slot.build(partial);
                if (part != null) {
                    built.add(part);
                }
            }
            String joined = logprobs == null ? null : "[" + logprobs + "]";
            return new Response.Choice(Message.assistant(built), reason, rawReason, joined);
        }
    }

    private static final class PartState {

        private final PartKind kind;
        private @Nullable String first;
        private @Nullable StringBuilder text;
        private @Nullable List<Citation> citations;
        private @Nullable ProviderData providerData;
        private @Nullable String callId;
        private @Nullable String name;
        private @Nullable Part whole;
        private boolean ended;

        PartState(PartKind kind) {
            this.kind = kind;
        }

        void text(String delta) {
            if (text != null) {
                text.append(delta);
            } else if (first == null) {
                first = delta;
            } else {
                text = new StringBuilder(Math.max(256, first.length() + delta.length()))
                        .append(first)
                        .append(delta);
            }
        }

        String value() {
            return text != null ? text.toString() : first == null ? "" : first;
        }

        void end(@Nullable ProviderData data) {
            providerData = data;
            ended = true;
        }

        void cite(Citation citation) {
            if (citations == null) {
                citations = new ArrayList<>();
            }
            citations.add(citation);
        }

        @Nullable
        Part build(boolean partial) {
            return switch (kind) {
                case TEXT -> new Part.Text(value(), citations == null ? List.of() : citations, providerData);
                case THINKING -> new Part.Thinking(value(), providerData);
                case REFUSAL -> new Part.Refusal(value());
                case WHOLE -> whole;
                case TOOL_CALL ->
                    whole != null || (partial && !ended)
                            ? whole
                            : new Part.ToolCall(callId, Objects.requireNonNullElse(name, ""), value(), providerData);
            };
        }
    }
}
