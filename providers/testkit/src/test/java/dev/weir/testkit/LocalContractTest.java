package dev.weir.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Part;
import dev.weir.local.ChatWire;
import dev.weir.local.LocalProvider;
import dev.weir.spi.Codec;
import dev.weir.spi.Credentials;
import dev.weir.spi.Endpoint;
import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.spi.Secret;
import java.util.List;

/** Holds the local provider's codec to the contract, behind an endpoint and a key of its own. */
class LocalContractTest extends ProviderContract {

    private static final ChatWire ANSWER =
            ChatWire.text("Hel", "lo, wörld", " \uD83C\uDF0D!").usage(3, 4);
    private static final ChatWire TOOLS = ChatWire.text()
            .toolCall("call_1", "weather", "{\"city\":", "\"Rome\"}")
            .toolCall("call_2", "time", "{}")
            .usage(5, 6);

    @Override
    protected Provider provider(String baseUrl, Environment environment) {
        Credentials key = Credentials.bearer(Secret.environment(environment, "LOCAL_KEY", "local"));
        return new Provider() {
            @Override
            public String name() {
                return "contract";
            }

            @Override
            public Endpoint endpoint() {
                return Endpoint.of(baseUrl + "/v1");
            }

            @Override
            public Credentials credentials() {
                return key;
            }

            @Override
            public Codec codec() {
                return LocalProvider.create().codec();
            }
        };
    }

    @Override
    protected String keyVariable() {
        return "LOCAL_KEY";
    }

    @Override
    protected WireSamples samples() {
        List<String> events = ANSWER.events();
        WireSamples samples = WireSamples.of("parrot")
                .call(ANSWER.json())
                .toolCalls(
                        TOOLS.events().stream()
                                .map(event -> event.getBytes(UTF_8))
                                .toList(),
                        TOOLS.json(),
                        new Part.ToolCall("call_1", "weather", "{\"city\":\"Rome\"}"),
                        new Part.ToolCall("call_2", "time", "{}"))
                .error(message -> ChatWire.errorJson("some_error", null, message))
                .errorUnder200(message -> ChatWire.errorJson("some_error", null, message))
                .errorEvent(ChatWire.event(ChatWire.errorJson("server_error", null, "mid-stream"))
                        .getBytes(UTF_8))
                .unknownEvent("event: news\ndata: {\"object\":\"chat.news\",\"payload\":[1,{\"a\":null}]}\n\n: hm\n\n"
                        .getBytes(UTF_8));
        samples.event(events.get(0));
        samples.text(events.get(1), "Hel").text(events.get(2), "lo, wörld").text(events.get(3), " \uD83C\uDF0D!");
        events.subList(4, events.size()).forEach(samples::event);
        return samples;
    }
}
