package dev.weir.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Model;
import dev.weir.client.LlmClient;
import dev.weir.local.LoopbackServer;
import dev.weir.local.ReceivedRequest;
import dev.weir.local.Reply;
import dev.weir.spi.Environment;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sends the same logical requests with a vendor's SDK and with Weir to one server and compares what arrived. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SdkWitness {

    static final String WEATHER_SCHEMA = """
            {"type":"object","properties":{"city":{"type":"string","description":"Where"}},"required":["city"],\
            "additionalProperties":false}""";
    static final String BOOK_SCHEMA = """
            {"type":"object","properties":{"title":{"type":"string"},"pages":{"type":"integer"}},\
            "required":["title","pages"],"additionalProperties":false}""";
    static final byte[] PIXEL = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, (byte) 0xff};

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** One logical request as both sent it. */
    record Pair(ReceivedRequest sdk, ReceivedRequest weir) {}

    private final String modelId;
    private final DifferenceTable table;
    private LoopbackServer server;
    private LlmClient client;

    SdkWitness(String modelId, String table) {
        this.modelId = modelId;
        this.table = DifferenceTable.read(table);
    }

    /** Makes the SDK's client for the server. */
    abstract void connect(String url);

    abstract List<SdkCase> cases();

    /** Returns a valid answer, so that both clients end well. */
    abstract Reply answer(ReceivedRequest request);

    @BeforeAll
    void start() {
        server = LoopbackServer.builder().script(this::answer).startNow();
        client = LlmClient.builder()
                .environment(Environment.of(Family.environment(server.url())))
                .autoIntercept(false)
                .build();
        connect(server.url());
    }

    @AfterAll
    void stop() {
        client.close().block(LIMIT);
        server.close();
    }

    /** Returns the places that differ by chance, by the time or the order of members, so that no table can list them. */
    Set<String> incidental() {
        return Set.of();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theRequestIsTheSdksButForWhatIsListed(SdkCase test) {
        Pair pair = pair(test);
        List<Difference> found = Difference.between(pair.sdk(), pair.weir()).stream()
                .filter(difference -> !incidental().contains(difference.place()))
                .toList();

        assertThat(table.complaints(test, found))
                .as("differences between the SDK (left) and Weir (right)")
                .isEmpty();
    }

    /** Sends a request with both. */
    Pair pair(SdkCase test) {
        ReceivedRequest sdk = sent(test.sdk());
        Model model = client.model(modelId);
        ReceivedRequest weir = sent(() -> {
            if (test.streamed()) {
                model.stream(test.request()).blockLast(LIMIT);
            } else {
                assertThat(model.call(test.request()).block(LIMIT).warnings()).isEmpty();
            }
        });
        return new Pair(sdk, weir);
    }

    private ReceivedRequest sent(Runnable request) {
        int before = server.requestCount();
        request.run();
        assertThat(server.requestCount()).isEqualTo(before + 1);
        return server.requests().get(before);
    }

    @Test
    void everyListedDifferenceIsAboutACase() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(15).doesNotHaveDuplicates();
        assertThat(table.orphans(cases().stream().map(SdkCase::name).toList())).isEmpty();
    }
}
