package dev.weir.openai;

import dev.weir.ConfigurationException;
import dev.weir.spi.Endpoint;
import java.net.URI;

/**
 * Azure's model inference API: {@code https://<resource>.services.ai.azure.com/models} with a version in the query, both of
 * which are filled in where the configured address leaves them out.
 */
record AzureAiEndpoint(String url) implements Endpoint {

    private static final String VERSION = "api-version=2024-05-01-preview";

    @Override
    public URI baseUrl(String model) {
        if (url.isEmpty()) {
            throw new ConfigurationException(
                    "No endpoint for azure-ai: set the environment variable AZURE_AI_ENDPOINT, or"
                            + " give the provider one in code");
        }
        URI base = Endpoint.parse(url, "The Azure AI endpoint (AZURE_AI_ENDPOINT)");
        String path = base.getRawPath() == null || base.getRawPath().equals("/") ? "" : base.getRawPath();
        String query = base.getRawQuery();
        return URI.create(base.getScheme() + "://" + base.getRawAuthority() + (path.isEmpty() ? "/models" : path) + "?"
                + (query == null ? VERSION : query));
    }
}
