package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Request;
import dev.weir.local.ReceivedRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What must reach the provider. */
abstract class RequestContract extends FailureContract {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void headersAndExtrasOfTheRequestAreSent() {
        server().enqueue(wire().callReply(), wire().streamReply());
        Request request = Request.builder()
                .user("Grüße, \"Welt\" \uD83C\uDF0D")
                .header("X-Contract", "yes")
                .extra("weir_contract", Map.of("deep", List.of(1, "two", true)))
                .build();
        model().call(request).block(LIMIT);
        model().stream(request).blockLast(LIMIT);
        assertThat(server().requests()).hasSize(2);
        for (ReceivedRequest received : server().requests()) {
            assertThat(received.method()).isEqualTo("POST");
            assertThat(received.header("x-contract")).isEqualTo("yes");
            assertThat(received.header("content-type")).startsWith("application/json");
            JsonNode body = JSON.readTree(received.body());
            assertThat(body.path("weir_contract").path("deep").path(1).asString(""))
                    .isEqualTo("two");
            assertThat(strings(body)).contains("Grüße, \"Welt\" \uD83C\uDF0D");
        }
    }

    private static List<String> strings(JsonNode node) {
        if (node.isString()) {
            return List.of(node.asString());
        }
        return node.values().stream().flatMap(child -> strings(child).stream()).toList();
    }

    @Test
    void theLibraryNamesItself() {
        call(wire().callReply());
        assertThat(server().requests().get(0).header("user-agent")).startsWith("weir-java/");
    }

    @Test
    void theKeyTravelsInAHeaderAndNowhereElse() {
        org.junit.jupiter.api.Assumptions.assumeTrue(keyVariable() != null, "the provider needs no key");
        call(wire().callReply());
        ReceivedRequest received = server().requests().get(0);
        assertThat(received.headers().values().toString()).contains(KEY);
        assertThat(received.uri() + received.bodyText()).doesNotContain(KEY);
    }

    @Test
    void aRequestIsSentOnceEvenIfItFails() {
        failedCall(dev.weir.local.Reply.disconnect());
        assertThat(server().requestCount()).isEqualTo(1);
        assertThat(server().connections()).isEqualTo(1);
    }
}
