package dev.weir.google;

import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.testkit.ProviderContract;
import dev.weir.testkit.WireSamples;

class VertexContractTest extends ProviderContract {

    @Override
    protected Provider provider(String baseUrl, Environment environment) {
        return VertexAi.builder()
                .environment(environment)
                .baseUrl(baseUrl + "/v1")
                .project("my-project")
                .location("europe-west4")
                .build();
    }

    @Override
    protected String keyVariable() {
        return "GOOGLE_OAUTH_ACCESS_TOKEN";
    }

    @Override
    protected WireSamples samples() {
        return ContractSamples.create();
    }
}
