package dev.weir.bedrock;

import dev.weir.spi.Endpoint;
import dev.weir.spi.Environment;
import java.net.URI;

/** The service's host in a region, <a href="https://docs.aws.amazon.com/general/latest/gr/bedrock.html">as listed</a>. */
final class BedrockEndpoint implements Endpoint {

    private final AwsRegion region;
    private final boolean fips;
    private final boolean dualStack;

    BedrockEndpoint(AwsRegion region, Environment environment) {
        this.region = region;
        this.fips = "true".equalsIgnoreCase(environment.get("AWS_USE_FIPS_ENDPOINT"));
        this.dualStack = "true".equalsIgnoreCase(environment.get("AWS_USE_DUALSTACK_ENDPOINT"));
    }

    @Override
    public URI baseUrl(String model) {
        String name = region.name();
        boolean china = name.startsWith("cn-");
        String suffix;
        if (dualStack) {
            suffix = china ? "api.amazonwebservices.com.cn" : "api.aws";
        } else {
            suffix = china ? "amazonaws.com.cn" : "amazonaws.com";
        }
        return URI.create("https://bedrock-runtime" + (fips ? "-fips." : ".") + name + "." + suffix);
    }
}
