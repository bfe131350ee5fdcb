package dev.weir.local;

import dev.weir.Chunk;
import dev.weir.FinishReason;
import dev.weir.Model;
import dev.weir.Part;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Usage;
import dev.weir.spi.ChunkEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One scripted answer of a {@link FakeModel}. Immutable.
 *
 * @param content writes the parts; null never answers
 * @param response the response to give instead of the one the content makes, null for that
 */
record FakeAnswer(
        @Nullable Consumer<ChunkEmitter> content,
        @Nullable Response response,
        Usage usage,
        int failAfter,
        @Nullable Throwable error,
        Duration pause,
        @Nullable Scheduler scheduler) {

    static final FakeAnswer NEVER = of(null, null);

    private static FakeAnswer of(@Nullable Consumer<ChunkEmitter> content, @Nullable Response response) {
        return new FakeAnswer(content, response, Usage.ABSENT, 0, null, Duration.ZERO, null);
    }

    static FakeAnswer ofText(List<String> pieces) {
        return of(
                out -> {
                    pieces.forEach(piece -> out.text(0, 0, piece));
                    out.finish(0, FinishReason.STOP, "stop");
                },
                null);
    }

    static FakeAnswer ofToolCall(String callId, String tool, String arguments) {
        return of(
                out -> {
                    out.toolCall(0, 0, callId, tool);
                    out.toolArguments(0, 0, arguments);
                    out.finish(0, FinishReason.TOOL_CALLS, "tool_calls");
                },
                null);
    }

    static FakeAnswer ofResponse(Response response) {
        return of(out -> write(response, out), response);
    }

    private static void write(Response response, ChunkEmitter out) {
        out.started(response.id(), response.model());
        for (int choice = 0; choice < response.choices().size(); choice++) {
            Response.Choice answer = response.choices().get(choice);
            List<Part> parts = answer.message().parts();
            for (int key = 0; key < parts.size(); key++) {
                write(parts.get(key), choice, key, out);
            }
            out.finish(choice, answer.finishReason(), answer.rawFinishReason());
        }
        if (!response.usage().isAbsent()) {
            out.usage(response.usage());
        }
    }

    private static void write(Part part, int choice, int key, ChunkEmitter out) {
        if (part instanceof Part.Text text
                && text.providerData() == null
                && text.citations().isEmpty()) {
            out.text(choice, key, text.text());
        } else if (part instanceof Part.Thinking thinking && thinking.providerData() == null) {
            out.thinking(choice, key, thinking.text());
        } else if (part instanceof Part.Refusal refusal) {
            out.refusal(choice, key, refusal.text());
        } else if (part instanceof Part.ToolCall call && call.providerData() == null) {
            out.toolCall(choice, key, call.id(), call.name());
            out.toolArguments(choice, key, call.arguments());
        } else {
            out.part(choice, key, part);
        }
    }

    FakeAnswer failing(int chunks, Throwable failure) {
        return new FakeAnswer(content, response, usage, chunks, failure, pause, scheduler);
    }

    FakeAnswer paced(Duration between, @Nullable Scheduler clock) {
        return new FakeAnswer(content, response, usage, failAfter, error, between, clock);
    }

    FakeAnswer using(Usage reported) {
        return new FakeAnswer(content, response, reported, failAfter, error, pause, scheduler);
    }

    Mono<Response> call(Model model, Request request) {
        if (content == null) {
            return Mono.never();
        }
        List<Chunk> chunks = chunks(model, request);
        long outputs = chunks.stream().filter(Chunk::isOutput).count();
        Mono<Response> answer =
                error == null ? Mono.just(((Chunk.Done) chunks.get(chunks.size() - 1)).response()) : Mono.error(error);
        return pause.isZero() || outputs == 0
                ? answer
                : Mono.delay(pause.multipliedBy(outputs), clock()).then(answer);
    }

    Flux<Chunk> stream(Model model, Request request) {
        if (content == null) {
            return Flux.never();
        }
        List<Chunk> chunks = chunks(model, request);
        Flux<Chunk> answer = error == null
                ? Flux.fromIterable(chunks)
                : Flux.fromIterable(untilFailure(chunks)).concatWith(Mono.error(error));
        if (pause.isZero()) {
            return answer;
        }
        Scheduler clock = clock();
        return answer.concatMap(
                chunk -> chunk.isOutput() ? Mono.delay(pause, clock).thenReturn(chunk) : Mono.just(chunk), 1);
    }

    private Scheduler clock() {
        return scheduler == null ? Schedulers.parallel() : scheduler;
    }

    private List<Chunk> untilFailure(List<Chunk> chunks) {
        List<Chunk> before = new ArrayList<>();
        int outputs = 0;
        for (Chunk chunk : chunks) {
            outputs += chunk.isOutput() ? 1 : 0;
            if (outputs > failAfter || failAfter == 0 || chunk instanceof Chunk.Done) {
                break;
            }
            before.add(chunk);
        }
        return before;
    }

    private List<Chunk> chunks(Model model, Request request) {
        List<Chunk> chunks = new ArrayList<>();
        ChunkEmitter out = new ChunkEmitter(chunks::add);
        if (response == null) {
            out.started("fake-1", model.id().model());
        }
        if (content != null) {
            content.accept(out);
        }
        if (!usage.isAbsent()) {
            out.usage(usage);
        }
        out.complete();
        Response built =
                response == null || !usage.isAbsent() ? out.accumulator().complete() : response;
        chunks.add(new Chunk.Done(built.mutate().origin(model, request).build()));
        return chunks;
    }
}
