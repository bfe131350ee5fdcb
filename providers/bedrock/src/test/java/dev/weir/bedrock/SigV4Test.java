package dev.weir.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Environment;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Signatures against AWS's published test suite, and ours against both that reading of it and known values. */
class SigV4Test {

    private static final String ACCESS_KEY = "AKIDEXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Instant DATE = Instant.parse("2015-08-30T12:36:00Z");
    private static final URI CONVERSE =
            URI.create("https://bedrock-runtime.us-east-1.amazonaws.com/model/us.amazon.nova-micro-v1%3A0/converse");
    private static final URI PROFILE = URI.create(
            "https://bedrock-runtime.us-east-1.amazonaws.com/model/"
                    + "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabc123/converse-stream");
    private static final byte[] BODY =
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}".getBytes(UTF_8);
    private static final Map<String, String> JSON = Map.of("content-type", "application/json");

    @Test
    void theReferenceAgreesWithThePublishedSuite() {
        ReferenceSignature suite = new ReferenceSignature(SECRET, "us-east-1", "service");
        Map<String, String> vanilla =
                new LinkedHashMap<>(Map.of("Host", "example.amazonaws.com", "X-Amz-Date", "20150830T123600Z"));

        assertThat(suite.sign("GET", "/", vanilla, new byte[0]))
                .isEqualTo("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");

        Map<String, String> form = new LinkedHashMap<>(vanilla);
        form.put("Content-Type", "application/x-www-form-urlencoded");
        assertThat(suite.sign("POST", "/", form, "Param1=value1".getBytes(UTF_8)))
                .isEqualTo("ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");

        vanilla.put("X-Amz-Security-Token", "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267");
        assertThat(suite.sign("GET", "/", vanilla, new byte[0]))
                .isEqualTo("07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8");
    }

    @Test
    void aConverseRequestHasTheKnownSignature() {
        Map<String, String> headers = sign(CONVERSE, JSON, BODY, null);

        assertThat(headers.keySet()).containsExactlyInAnyOrder("authorization", "x-amz-date", "x-amz-content-sha256");
        assertThat(headers).containsEntry("x-amz-date", "20150830T123600Z");
        assertThat(headers.get("authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/bedrock/aws4_request")
                .contains("SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date")
                .endsWith("Signature=26dcfddcd02ec5e8999406afb96b9b03ef466ab198d7f527f08c00ac4c878c14");
    }

    @Test
    void aSessionTokenIsSentAndSigned() {
        Map<String, String> headers = sign(PROFILE, JSON, BODY, "TOKENEXAMPLE/+==");

        assertThat(headers).containsEntry("x-amz-security-token", "TOKENEXAMPLE/+==");
        assertThat(headers.get("authorization"))
                .endsWith("Signature=e2e3bd16de3f0335f801b151e1bbf2f15c6cfe5eab85c583258f51693191b168");
    }

    @Test
    void theReferenceComputesTheSameForBedrock() {
        ReferenceSignature server = new ReferenceSignature(SECRET, "us-east-1", "bedrock");
        Map<String, String> signed = new LinkedHashMap<>();
        signed.put("content-type", "application/json");
        signed.put("host", "bedrock-runtime.us-east-1.amazonaws.com");
        signed.put("x-amz-date", "20150830T123600Z");

        assertThat(server.sign("POST", CONVERSE.getRawPath(), signed, BODY))
                .isEqualTo("730fbd8122e132d4951fb210c5d6d5fd6b3db5095cbfd31de83d900eece8b784");
        signed.put("x-amz-security-token", "TOKENEXAMPLE/+==");
        assertThat(server.sign("POST", PROFILE.getRawPath(), signed, BODY))
                .isEqualTo("790e405d59329ff311a73723d2fb7b96b606bc498dc68d21a5a2393cf055fd1d");
        signed.remove("x-amz-security-token");
        signed.put("accept", "application/json");
        assertThat(server.sign(
                        "POST",
                        "/model/amazon.titan-embed-text-v2%3A0/invoke",
                        signed,
                        "{\"inputText\":\"hi\"}".getBytes(UTF_8)))
                .isEqualTo("7b73e7eaca59d8efb12111e458baa971fce46a595cfe55240f12742b2fca5f5a");
    }

    @Test
    void whatOthersMayAddOrChangeIsNotSigned() {
        Map<String, String> more = new LinkedHashMap<>(JSON);
        more.put("traceparent", "00-1-2-01");
        more.put("accept", "*/*");
        more.put("user-agent", "x");
        more.put("authorization", "none");
        more.put("x-amzn-trace-id", "r");

        assertThat(sign(CONVERSE, more, BODY, null)).isEqualTo(sign(CONVERSE, JSON, BODY, null));
    }

    @Test
    void amazonsOwnHeadersAreSigned() {
        Map<String, String> more = new LinkedHashMap<>(JSON);
        more.put("X-Amz-Meta", "a   b");

        String signed = sign(CONVERSE, more, BODY, null).get("authorization");
        assertThat(signed).contains(";x-amz-meta");
        more.put("X-Amz-Meta", " a b ");
        assertThat(sign(CONVERSE, more, BODY, null).get("authorization"))
                .as("white space within and around means nothing")
                .isEqualTo(signed);
    }

    @Test
    void everyAttemptIsSignedWithItsOwnDate() {
        ClockSkew skew = new ClockSkew(Clock.fixed(DATE, ZoneOffset.UTC));
        SigV4 signer = signer(() -> AwsBasicCredentials.create(ACCESS_KEY, SECRET), skew);
        Map<String, String> first = signer.authorize(CONVERSE, JSON, BODY).block();
        skew.learn("Sun, 30 Aug 2015 13:36:00 GMT");
        Map<String, String> second = signer.authorize(CONVERSE, JSON, BODY).block();

        assertThat(first).containsEntry("x-amz-date", "20150830T123600Z");
        assertThat(second).containsEntry("x-amz-date", "20150830T133600Z");
        assertThat(second.get("authorization")).isNotEqualTo(first.get("authorization"));
    }

    @Test
    void theHashIsThatOfTheBytesSent() {
        byte[] body = "{\"t\":\"Zwölf 🌊\"}".getBytes(UTF_8);

        assertThat(sign(CONVERSE, JSON, body, null))
                .containsEntry("x-amz-content-sha256", ReferenceSignature.hash(body));
    }

    private static Map<String, String> sign(URI uri, Map<String, String> headers, byte[] body, @Nullable String token) {
        AwsCredentialsProvider provider = () -> token == null
                ? AwsBasicCredentials.create(ACCESS_KEY, SECRET)
                : AwsSessionCredentials.create(ACCESS_KEY, SECRET, token);
        return signer(provider, new ClockSkew(Clock.fixed(DATE, ZoneOffset.UTC)))
                .authorize(uri, headers, body)
                .block(Duration.ofSeconds(10));
    }

    private static SigV4 signer(AwsCredentialsProvider provider, ClockSkew clock) {
        Environment none = Environment.of(Map.of());
        AwsProfile profile = new AwsProfile(none, null);
        return new SigV4(
                new AwsRegion(none, profile, "us-east-1"), new AwsCredentials(none, profile, provider, clock), clock);
    }
}
