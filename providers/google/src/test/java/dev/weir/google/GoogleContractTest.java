package dev.weir.google;

import dev.weir.spi.Environment;
import dev.weir.spi.Provider;
import dev.weir.testkit.ProviderContract;
import dev.weir.testkit.WireSamples;

class GoogleContractTest extends ProviderContract {

    @Override
    protected Provider provider(String baseUrl, Environment environment) {
        return Google.builder()
                .environment(environment)
                .baseUrl(baseUrl + "/v1beta")
                .build();
    }

    @Override
    protected String keyVariable() {
        return "GEMINI_API_KEY";
    }

    @Override
    protected WireSamples samples() {
        return ContractSamples.create();
    }
}
