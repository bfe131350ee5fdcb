package dev.weir.openai;

import dev.weir.Citation;
import dev.weir.FinishReason;
import dev.weir.ProviderData;
import dev.weir.spi.ChunkEmitter;
import org.jspecify.annotations.Nullable;

/** What is known of one choice while its answer is read: turns its deltas into chunks. */
final class ChoiceState {

    private static final int TEXT = 0;
    private static final int THINKING = 1;
    private static final int REFUSAL = 2;
    private static final int AUDIO = 3;
    /** Parts that arrive whole count down from here, tool calls count up from {@link ToolCalls#FIRST_KEY}. */
    private static final int WHOLE = -1;

    private final int index;
    private final @Nullable ThinkTags tags;
    private @Nullable ToolCalls tools;
    private @Nullable ReasoningBlocks details;
    private @Nullable ReasoningBlocks thinkingBlocks;
    private @Nullable AudioOutput audio;
    private @Nullable ExtraFields extras;
    private @Nullable String finishReason;
    private int wholeParts;
    private boolean text;
    private boolean refused;
    private boolean finished;

    ChoiceState(int index, boolean thinkTags) {
        this.index = index;
        this.tags = thinkTags ? new ThinkTags() : null;
    }

    boolean isFinished() {
        return finished;
    }

    void apply(Delta delta, ChunkEmitter out) {
        if (delta.details != null || delta.thinkingBlocks != null || delta.extraContent != null) {
            thoughts(delta, out);
        }
        out.thinking(index, THINKING, delta.reasoning);
        String content = delta.content;
        if (content != null && !content.isEmpty()) {
            text(content, out);
        }
        if (delta.toolCount > 0) {
            tools = tools == null ? new ToolCalls(index) : tools;
            for (int i = 0; i < delta.toolCount; i++) {
                tools.add(delta.tool(i), delta.whole, out);
            }
        }
        rare(delta, out);
        if (delta.finishReason != null) {
            finish(delta.finishReason, out);
        }
    }

    private void text(String content, ChunkEmitter out) {
        if (tags == null) {
            text = true;
            out.text(index, TEXT, content);
        } else {
            tags.add(content);
            takeTagged(tags, out);
        }
    }

    private void takeTagged(ThinkTags split, ChunkEmitter out) {
        out.thinking(index, THINKING, split.takeThinking());
        String visible = split.takeText();
        text |= !visible.isEmpty();
        out.text(index, TEXT, visible);
    }

    private void rare(Delta delta, ChunkEmitter out) {
        if (delta.refusal != null && !delta.refusal.isEmpty()) {
            refused = true;
            out.refusal(index, REFUSAL, delta.refusal);
        }
        if (delta.logprobs != null) {
            out.logprobs(index, delta.logprobs);
        }
        if (delta.annotations != null) {
            Annotations.read(delta.annotations, citation -> cite(citation, out));
        }
        if (delta.audio != null) {
            audio = audio == null ? new AudioOutput() : audio;
            audio.add(delta.audio);
        }
        if (delta.images != null) {
            Images.read(delta.images, image -> out.part(index, WHOLE - wholeParts++, image));
        }
        for (int i = 0; i < delta.others.size(); i++) {
            out.part(index, WHOLE - wholeParts++, delta.others.get(i));
        }
        for (int i = 0; i < delta.extraNames.size(); i++) {
            extras = extras == null ? new ExtraFields("choices[" + index + "].") : extras;
            extras.put(delta.extraNames.get(i), delta.extraValues.get(i), out);
        }
    }

    void cite(Citation citation, ChunkEmitter out) {
        if (!finished) {
            text = true;
            out.citation(index, TEXT, citation);
        }
    }

    /** Readable text of the details counts only where no plain field repeats it. */
    private void thoughts(Delta delta, ChunkEmitter out) {
        if (delta.details != null) {
            details = details == null ? new ReasoningBlocks() : details;
            String readable = details.add(delta.details, delta.whole);
            delta.reasoning = delta.reasoning == null || delta.reasoning.isEmpty() ? readable : delta.reasoning;
        }
        if (delta.thinkingBlocks != null) {
            thinkingBlocks = thinkingBlocks == null ? new ReasoningBlocks() : thinkingBlocks;
            String readable = thinkingBlocks.add(delta.thinkingBlocks, delta.whole);
            delta.reasoning = delta.reasoning == null || delta.reasoning.isEmpty() ? readable : delta.reasoning;
        }
        if (!finished
                && ((details != null && details.hasContent())
                        || thinkingBlocks != null
                        || delta.extraContent != null)) {
            out.thinkingStart(index, THINKING);
        }
        if (delta.extraContent != null) {
            out.providerData(
                    index, THINKING, ProviderData.of(ChatCodec.API, ChatReader.EXTRA_CONTENT, delta.extraContent));
        }
    }

    private void finish(@Nullable String raw, ChunkEmitter out) {
        if (finished && (raw == null || raw.equals(finishReason))) {
            return;
        }
        if (tags != null) {
            tags.end();
            takeTagged(tags, out);
        }
        if (tools != null) {
            tools.finish(out);
        }
        if (audio != null && !audio.isEmpty()) {
            out.part(index, AUDIO, audio.take());
        }
        audio = null;
        replayData(details, ReasoningBlocks.DETAILS, out);
        replayData(thinkingBlocks, ReasoningBlocks.THINKING, out);
        finished = true;
        finishReason = raw;
        out.finish(index, reason(raw), raw);
    }

    private void replayData(@Nullable ReasoningBlocks blocks, String field, ChunkEmitter out) {
        if (blocks != null && blocks.hasContent() && !finished) {
            out.providerData(index, THINKING, ProviderData.of(ChatCodec.API, field, blocks.toJson()));
        }
    }

    /** OpenAI says {@code stop} for a forced tool call and for a refusal. */
    private FinishReason reason(@Nullable String raw) {
        FinishReason reason = FinishReasons.of(raw);
        boolean vague = reason == FinishReason.STOP || raw == null;
        if (vague && tools != null && tools.any()) {
            return FinishReason.TOOL_CALLS;
        }
        return reason == FinishReason.STOP && refused && !text ? FinishReason.REFUSAL : reason;
    }

    /** Called when the answer is complete. */
    void complete(ChunkEmitter out) {
        if (!finished) {
            finish(null, out);
        } else if (tools != null) {
            tools.finish(out);
        }
    }
}
