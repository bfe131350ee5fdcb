package dev.weir.bedrock;

import dev.weir.spi.Credentials;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html">Signature Version 4</a> by AWS's own signer,
 * over the final bytes and anew for every attempt. Only what nobody changes on the way is signed: host, content type and
 * Amazon's headers; so tracing and proxies may add theirs.
 */
final class SigV4 implements Credentials {

    private static final String SERVICE = "bedrock";
    private static final Set<String> ADDED =
            Set.of("authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256");

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsRegion region;
    private final AwsCredentials credentials;
    private final ClockSkew clock;

    SigV4(AwsRegion region, AwsCredentials credentials, ClockSkew clock) {
        this.region = region;
        this.credentials = credentials;
        this.clock = clock;
    }

    @Override
    public Mono<Map<String, String>> authorize(URI uri, Map<String, String> headers, byte[] body) {
        return credentials.identity().map(identity -> sign(identity, uri, headers, body));
    }

    private Map<String, String> sign(
            AwsCredentialsIdentity identity, URI uri, Map<String, String> headers, byte[] body) {
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(uri);
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.equals("content-type") || (lower.startsWith("x-amz-") && !ADDED.contains(lower))) {
                request.putHeader(name, value);
            }
        });
        SignedRequest signed = signer.sign(r -> r.identity(identity)
                .request(request.build())
                .payload(ContentStreamProvider.fromByteArrayUnsafe(body))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                .putProperty(AwsV4HttpSigner.REGION_NAME, region.name())
                .putProperty(HttpSigner.SIGNING_CLOCK, clock.corrected()));
        Map<String, String> added = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> header : signed.request().headers().entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (ADDED.contains(name)) {
                added.put(name, header.getValue().get(0));
            }
        }
        return added;
    }
}
