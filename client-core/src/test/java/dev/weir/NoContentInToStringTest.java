package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.weir.client.LlmClient;
import dev.weir.http.HttpCall;
import dev.weir.http.HttpSettings;
import dev.weir.http.HttpTransport;
import dev.weir.spi.ChunkEmitter;
import dev.weir.spi.Credentials;
import dev.weir.spi.Environment;
import dev.weir.spi.Frame;
import dev.weir.spi.Headers;
import dev.weir.spi.Secret;
import dev.weir.spi.WireException;
import dev.weir.spi.WireRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Builds every public type with a marker wherever content or secrets go, and looks for it in {@code toString}. A new type with
 * a {@code toString} of its own must be added to the samples.
 */
class NoContentInToStringTest {

    private static final String MARK = "s3cret-c0ntent";
    private static final byte[] BYTES = MARK.getBytes(StandardCharsets.UTF_8);
    private static final URI ADDRESS = URI.create("https://example.org/" + MARK);
    private static final ModelId MODEL = new ModelId("provider", "model");

    /** What is written is the result, as with a string builder. */
    private static final Set<String> SAYS_WHAT_IT_HOLDS = Set.of("dev.weir.spi.JsonWriter");

    private static List<Object> samples() {
        List<Object> samples = new ArrayList<>();
        samples.addAll(parts());
        samples.addAll(chunks());
        samples.addAll(requests());
        samples.addAll(answers());
        samples.addAll(wire());
        return samples;
    }

    private static ProviderData data() {
        return ProviderData.of("provider", "signature", MARK);
    }

    private static Citation citation() {
        return new Citation(MARK, MARK, MARK, 0, 1, MARK);
    }

    private static MediaSource media() {
        return MediaSource.bytes(BYTES, "image/png");
    }

    private static Part.ToolCall call() {
        return new Part.ToolCall("id", "tool", MARK, data());
    }

    private static List<Object> parts() {
        Part.Text text = new Part.Text(MARK, List.of(citation()), data());
        return List.of(
                data(),
                citation(),
                media(),
                MediaSource.url(ADDRESS),
                MediaSource.fileId(MARK),
                text,
                new Part.Image(media(), "high", data()),
                new Part.Audio(media(), MARK, data()),
                new Part.Video(MediaSource.url(ADDRESS)),
                new Part.Document(media(), MARK),
                new Part.Thinking(MARK, data()),
                call(),
                new Part.ToolResult("id", "tool", List.of(text), true),
                new Part.Refusal(MARK),
                new Part.Opaque("provider", "type", MARK),
                new Part.CachePoint(Duration.ofMinutes(5)),
                new Message(Message.Role.USER, List.of(text, call()), "name"));
    }

    private static List<Object> chunks() {
        return List.of(
                new Chunk.Started("id", "model"),
                new Chunk.TextStart(0, 0),
                new Chunk.TextDelta(0, 0, MARK),
                new Chunk.TextEnd(0, 0, data()),
                new Chunk.ThinkingStart(0, 0),
                new Chunk.ThinkingDelta(0, 0, MARK),
                new Chunk.ThinkingEnd(0, 0, data()),
                new Chunk.ToolCallStart(0, 0, "id", "tool"),
                new Chunk.ToolCallDelta(0, 0, MARK),
                new Chunk.ToolCallEnd(0, 0, call()),
                new Chunk.RefusalDelta(0, 0, MARK),
                new Chunk.PartAdded(0, 0, new Part.Text(MARK)),
                new Chunk.CitationAdded(0, 0, citation()),
                new Chunk.LogprobsAdded(0, MARK),
                new Chunk.UsageUpdated(usage()),
                new Chunk.Finished(0, FinishReason.STOP, "stop"),
                new Chunk.Extra("name", MARK),
                new Chunk.Done(response()));
    }

    private static Options options() {
        return Options.EMPTY
                .stop(MARK)
                .metadata(Map.of("key", MARK))
                .logitBias(Map.of(MARK, 1))
                .thinking(Thinking.LOW)
                .timeouts(Timeouts.DEFAULT);
    }

    private static Tool tool() {
        return Tool.function("tool", MARK, MARK);
    }

    private static Request request() {
        return Request.builder()
                .system(MARK)
                .user(MARK)
                .options(o -> options())
                .tools(tool())
                .outputFormat(new OutputFormat(OutputFormat.Type.JSON_SCHEMA, "name", MARK, MARK, true))
                .extra("extra", MARK)
                .header("x-key", MARK)
                .conversationId(MARK)
                .previousResponseId(MARK)
                .build();
    }

    private static List<Object> requests() {
        Operation.Target target = new Operation.Target(MODEL, "model", "provider", "api", "example.org", 443);
        EmbeddingRequest embedding =
                EmbeddingRequest.of(List.of(MARK)).extra("extra", MARK).dimensions(3);
        RerankRequest rerank = new RerankRequest(MARK, List.of(MARK), 1, Map.of("extra", MARK));
        return List.of(
                MODEL,
                options(),
                Thinking.budget(5),
                Timeouts.DEFAULT,
                tool(),
                Tool.custom("tool", MARK),
                Tool.provider("tool", MARK),
                ToolChoice.named("tool"),
                OutputFormat.jsonSchema("name", MARK),
                Template.of(MARK + "{gap}").with("gap", MARK),
                Prompt.of("name", MARK + "{gap}").system(MARK).label("label").with("gap", MARK),
                request(),
                embedding,
                rerank,
                target,
                new Operation.Inference(target, "chat", request(), true),
                new Operation.Embedding(target, embedding),
                new Operation.Rerank(target, rerank),
                new Operation.ToolExecution(tool(), call(), "agent"),
                new Operation.AgentRun("agent", "description", MODEL, request()),
                new Operation.AgentStep(1),
                new Operation.Planning("agent"),
                new Operation.WorkflowRun("workflow", "conversation", request().messages()),
                Operation.Peer.UNKNOWN.model("model").server("example.org", 443),
                new Operation.RemoteAgentRun(
                        Operation.Peer.UNKNOWN.providerName("openai"), "agent", "id", "1", null, null, request()),
                new Operation.Retrieval(Operation.Peer.UNKNOWN, "books", 5, MARK));
    }

    private static Usage usage() {
        return Usage.builder().count(Usage.Count.INPUT, 1L).raw(MARK).build();
    }

    private static Response.Choice choice() {
        return new Response.Choice(Message.assistant(List.of(new Part.Text(MARK))), FinishReason.STOP, "stop", MARK);
    }

    private static Response.Metadata metadata() {
        return new Response.Metadata("request", RateLimits.ABSENT, 1, Map.of("set-cookie", MARK));
    }

    private static Response response() {
        return Response.builder()
                .id("id")
                .choices(List.of(choice()))
                .extras(Map.of("extra", MARK))
                .usage(usage())
                .metadata(metadata())
                .raw(BYTES)
                .build();
    }

    private static ApiError error() {
        return ApiError.ofStatus(400).message(MARK).body(MARK);
    }

    private static List<Object> answers() {
        RerankResponse.Result result = new RerankResponse.Result(0, 0.5);
        return List.of(
                usage(),
                choice(),
                metadata(),
                response(),
                error(),
                new WireException(error()),
                new DecodeException("message", null, MARK, MODEL, response()),
                ApiException.of(error().message(null), MODEL, response()),
                RateLimits.ABSENT,
                new Warning("option", "reason"),
                new EmbeddingResponse(
                        "id",
                        "model",
                        List.of(new float[] {1}),
                        null,
                        usage(),
                        metadata(),
                        Map.of("e", MARK),
                        List.of()),
                result,
                new RerankResponse("id", List.of(result), usage(), metadata(), List.of()));
    }

    private static List<Object> wire() {
        Environment environment = Environment.of(Map.of("KEY", MARK));
        Secret secret = Secret.of(MARK);
        Credentials credentials = Credentials.bearer(secret);
        ChunkEmitter emitter = new ChunkEmitter(chunk -> {});
        emitter.text(0, 0, MARK);
        return List.of(
                environment,
                secret,
                Secret.environment(environment, "KEY", "provider"),
                secret.value(),
                credentials,
                credentials.authorize(ADDRESS, Map.of(), BYTES),
                Credentials.header("x-api-key", secret),
                Headers.of(Map.of("authorization", MARK)),
                emitter,
                emitter.accumulator(),
                new Frame().set("type", BYTES, 0, BYTES.length),
                new WireRequest("/path", Map.of("x-key", MARK), BYTES),
                new HttpCall(MODEL, ADDRESS, Map.of("x-key", MARK), BYTES, credentials, Timeouts.DEFAULT),
                HttpSettings.DEFAULT,
                HttpTransport.create(HttpSettings.DEFAULT, Timeouts.DEFAULT),
                LlmClient.builder()
                        .environment(environment)
                        .autoIntercept(false)
                        .build());
    }

    @Test
    void contentAndSecretsNeverShow() {
        for (Object sample : samples()) {
            assertThat(sample.toString()).as(sample.getClass().getName()).doesNotContain(MARK);
        }
    }

    @Test
    void everyPublicTypeThatDescribesItselfIsSampled() {
        Set<String> sampled = new TreeSet<>(SAYS_WHAT_IT_HOLDS);
        samples().forEach(sample -> sampled.add(sample.getClass().getName()));
        Set<String> describing = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.weir")) {
            boolean concrete = type.getModifiers().contains(JavaModifier.PUBLIC)
                    && !type.isInterface()
                    && !type.isEnum()
                    && !type.getModifiers().contains(JavaModifier.ABSTRACT)
                    && !type.isAssignableTo(Throwable.class);
            if (concrete && type.getMethods().stream().anyMatch(m -> m.getName().equals("toString"))) {
                describing.add(type.getName());
            }
        }
        assertThat(describing).hasSizeGreaterThan(40);
        assertThat(sampled).containsAll(describing);
    }
}
