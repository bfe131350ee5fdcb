package dev.weir.local;

import dev.weir.Chunk;
import dev.weir.Interceptor;
import dev.weir.Model;
import dev.weir.ModelId;
import dev.weir.Operation;
import dev.weir.Options;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A model without sockets for the unit tests of code that uses a {@link Model}: it answers as scripted and remembers what it
 * was asked. {@code call} and {@code stream} give the same answer; demand is honoured and cancel counted.
 *
 * <pre>{@code
 * FakeModel model = FakeModel.reply("Hello").then(FakeModel.fail(new IllegalStateException("no more")));
 * assertThat(new Greeter(model).greet().block()).isEqualTo("Hello");
 * assertThat(model.requests()).hasSize(1);
 * }</pre>
 *
 * <p>The methods that script return changed copies with nothing remembered yet; copies made by {@code with} share what they
 * remember with the original. Thread-safe.
 */
public final class FakeModel implements Model {

    private static final ModelId ID = new ModelId("fake", "model");

    private final ModelId id;
    private final List<FakeAnswer> answers;
    private final FakeRecord record;
    private final List<Interceptor> interceptors;
    private final Options defaults;

    private FakeModel(
            ModelId id, List<FakeAnswer> answers, FakeRecord record, List<Interceptor> interceptors, Options defaults) {
        this.id = id;
        this.answers = List.copyOf(answers);
        this.record = record;
        this.interceptors = List.copyOf(interceptors);
        this.defaults = defaults;
    }

    private static FakeModel of(FakeAnswer answer) {
        return new FakeModel(ID, List.of(answer), new FakeRecord(), List.of(), Options.EMPTY);
    }

    /** Returns a model that answers with this text; a stream brings it word by word. */
    public static FakeModel reply(String text) {
        return of(FakeAnswer.ofText(ParrotSpeech.pieces(text)));
    }

    /** Returns a model whose streams bring exactly these pieces of text. */
    public static FakeModel chunks(String... pieces) {
        return of(FakeAnswer.ofText(List.of(pieces)));
    }

    /** Returns a model that asks for one tool call. */
    public static FakeModel toolCall(String callId, String tool, String arguments) {
        return of(FakeAnswer.ofToolCall(callId, tool, arguments));
    }

    /** Returns a model whose calls emit this response and whose streams bring its parts, one chunk of content each. */
    public static FakeModel response(Response response) {
        return of(FakeAnswer.ofResponse(Objects.requireNonNull(response, "response")));
    }

    /** Returns a model that fails at once. */
    public static FakeModel fail(Throwable error) {
        return of(FakeAnswer.ofText(List.of()).failing(0, error));
    }

    /** Returns a model that never answers. */
    public static FakeModel never() {
        return of(FakeAnswer.NEVER);
    }

    /** Makes the last answer fail after that many chunks of content; a call of it fails without any. */
    public FakeModel failAfter(int chunks, Throwable error) {
        Objects.requireNonNull(error, "error");
        return last(answer -> answer.failing(chunks, error));
    }

    /** Waits that long before each chunk of content of the last answer, on {@link Schedulers#parallel()}. */
    public FakeModel delay(Duration pause) {
        return delay(pause, null);
    }

    /**
     * Waits that long before each chunk of content of the last answer; a call waits for all of them at once.
     *
     * @param scheduler where time passes, for example a {@code VirtualTimeScheduler}; null for the one that is
     *     {@link Schedulers#parallel()} at subscription, which virtual time replaces too
     */
    public FakeModel delay(Duration pause, @Nullable Scheduler scheduler) {
        return last(answer -> answer.paced(pause, scheduler));
    }

    /** Reports usage with the last answer; none is reported by default. */
    public FakeModel usage(long inputTokens, long outputTokens) {
        Usage usage = Usage.builder()
                .count(Usage.Count.INPUT, inputTokens)
                .count(Usage.Count.OUTPUT, outputTokens)
                .build();
        return last(answer -> answer.using(usage));
    }

    /** Adds the answers of another fake: the first call gets the first answer and so on; the last one repeats. */
    public FakeModel then(FakeModel next) {
        List<FakeAnswer> all = new ArrayList<>(answers);
        all.addAll(next.answers);
        return new FakeModel(id, all, new FakeRecord(), interceptors, defaults);
    }

    /** Sets the id; {@code fake/model} by default. */
    public FakeModel id(String modelId) {
        return new FakeModel(ModelId.parse(modelId), answers, new FakeRecord(), interceptors, defaults);
    }

    /** Returns the requests that reached the model, defaults merged in, oldest first. */
    public List<Request> requests() {
        return record.requests();
    }

    /** Returns how many subscriptions were cancelled before their end. */
    public int cancelled() {
        return record.cancelled();
    }

    @Override
    public ModelId id() {
        return id;
    }

    @Override
    public Mono<Response> call(Request request) {
        Objects.requireNonNull(request, "request");
        return Mono.defer(() -> {
            Operation.Inference operation = operation(request, false);
            Mono<Response> next = Mono.defer(() -> next(operation).call(this, operation.request()))
                    .doOnCancel(record::cancel);
            for (int i = interceptors.size() - 1; i >= 0; i--) {
                next = interceptors.get(i).call(operation, next);
            }
            return next;
        });
    }

    @Override
    public Flux<Chunk> stream(Request request) {
        Objects.requireNonNull(request, "request");
        return Flux.defer(() -> {
            Operation.Inference operation = operation(request, true);
            Flux<Chunk> next = Flux.defer(() -> next(operation).stream(this, operation.request()))
                    .doOnCancel(record::cancel);
            for (int i = interceptors.size() - 1; i >= 0; i--) {
                next = interceptors.get(i).stream(operation, next);
            }
            return next;
        });
    }

    @Override
    public FakeModel with(Interceptor interceptor) {
        List<Interceptor> more = new ArrayList<>(interceptors);
        more.add(Objects.requireNonNull(interceptor, "interceptor"));
        return new FakeModel(id, answers, record, more, defaults);
    }

    @Override
    public FakeModel with(UnaryOperator<Options> change) {
        Options changed = Objects.requireNonNull(change.apply(defaults), "options");
        return new FakeModel(id, answers, record, interceptors, changed);
    }

    private FakeAnswer next(Operation.Inference operation) {
        operation.request().validate();
        int number = record.add(operation.request());
        return answers.get(Math.min(number, answers.size() - 1));
    }

    private Operation.Inference operation(Request request, boolean streaming) {
        Request merged = request.mutate().options(own -> own.orElse(defaults)).build();
        Operation.Target target = new Operation.Target(id, id.model(), id.provider(), "fake", "localhost", 0);
        return new Operation.Inference(target, "chat", merged, streaming);
    }

    private FakeModel last(UnaryOperator<FakeAnswer> change) {
        List<FakeAnswer> changed = new ArrayList<>(answers);
        int end = changed.size() - 1;
        changed.set(end, change.apply(changed.get(end)));
        return new FakeModel(id, changed, new FakeRecord(), interceptors, defaults);
    }

    @Override
    public String toString() {
        return "FakeModel[" + id + ", " + answers.size() + " answers]";
    }
}
