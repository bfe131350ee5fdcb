package dev.weir.peers;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import io.opentelemetry.instrumentation.openai.v1_1.OpenAITelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.Iterator;
import java.util.function.Predicate;

/** OpenAI's Java SDK, wrapped by OpenTelemetry's instrumentation library. */
final class OpenAiJava implements Peer {

    private final OpenAIClient client;

    private OpenAiJava(String baseUrl, OpenTelemetrySdk sdk) {
        OpenAIClient plain = OpenAIOkHttpClient.builder()
                .baseUrl(baseUrl + "/v1")
                .apiKey("key")
                .maxRetries(0)
                .build();
        client = OpenAITelemetry.builder(sdk)
                .setCaptureMessageContent(true)
                .build()
                .wrap(plain);
    }

    public static void main(String[] args) throws Exception {
        Scenarios.run("openai-java 4.100.0 with OpenTelemetry's library 2.31.1-alpha", OpenAiJava::new);
    }

    private static ChatCompletionCreateParams.Builder request() {
        return ChatCompletionCreateParams.builder()
                .model("gpt-4o-mini")
                .addSystemMessage("You know rivers")
                .addUserMessage("What is a weir?")
                .temperature(0.2)
                .maxCompletionTokens(100)
                .topP(0.9)
                .seed(7)
                .frequencyPenalty(0.1)
                .presencePenalty(0.2)
                .stop("\n\n");
    }

    @Override
    public void call() {
        client.chat().completions().create(request().build());
    }

    @Override
    public void stream(Predicate<String> more) {
        ChatCompletionCreateParams request = request()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (StreamResponse<ChatCompletionChunk> response =
                client.chat().completions().createStreaming(request)) {
            for (Iterator<ChatCompletionChunk> chunks = response.stream().iterator(); chunks.hasNext(); ) {
                String text = chunks.next().choices().stream()
                        .findFirst()
                        .flatMap(choice -> choice.delta().content())
                        .orElse("");
                if (!more.test(text)) {
                    return;
                }
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
