package dev.weir.client;

import dev.weir.ConfigurationException;
import dev.weir.EmbeddingModel;
import dev.weir.Interceptor;
import dev.weir.Model;
import dev.weir.ModelId;
import dev.weir.RerankModel;
import dev.weir.Timeouts;
import dev.weir.TokenCounter;
import dev.weir.http.HttpSettings;
import dev.weir.http.HttpTransport;
import dev.weir.spi.EmbeddingCodec;
import dev.weir.spi.Environment;
import dev.weir.spi.InterceptorSource;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSource;
import dev.weir.spi.RerankCodec;
import dev.weir.spi.TokenCountCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The entry point: finds providers, shares one HTTP transport among them and hands out models. Immutable, safe to share;
 * make one per application.
 *
 * <p>Providers and automatic interceptors (tracing) on the class path are found by {@link ServiceLoader}. API keys come from
 * the environment and are only looked for when a call is subscribed to.
 */
public final class LlmClient {

    private final Map<String, Provider> providers;
    private final List<Interceptor> interceptors;
    private final Timeouts timeouts;
    private final HttpTransport transport;

    private LlmClient(Builder builder) {
        TreeMap<String, Provider> all = new TreeMap<>();
        for (ProviderSource source : ServiceLoader.load(ProviderSource.class)) {
            source.providers(builder.environment).forEach(provider -> all.put(provider.name(), provider));
        }
        builder.providers.forEach(provider -> all.put(provider.name(), provider));
        List<Interceptor> wrapped = new ArrayList<>();
        if (builder.autoIntercept) {
            for (InterceptorSource source : ServiceLoader.load(InterceptorSource.class)) {
                source.interceptor(List.copyOf(builder.interceptors)).ifPresent(wrapped::add);
            }
        }
        wrapped.addAll(builder.interceptors);
        this.providers = java.util.Collections.unmodifiableMap(all);
        this.interceptors = List.copyOf(wrapped);
        this.timeouts = builder.timeouts;
        this.transport = HttpTransport.create(builder.http, builder.timeouts);
    }

    /** Returns a client with every provider on the class path and keys from the environment. */
    public static LlmClient create() {
        return builder().build();
    }

    /** Starts a client. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a model by its id, {@code provider/model}. Nothing is sent and no key is looked for yet.
     *
     * @throws ConfigurationException if the id is malformed or the provider unknown
     */
    public Model model(String id) {
        return model(ModelId.parse(id));
    }

    /**
     * Returns a model.
     *
     * @throws ConfigurationException if the provider is unknown
     */
    public Model model(ModelId id) {
        return new HttpModel(route(id));
    }

    /**
     * Returns an embedding model by its id, {@code provider/model}.
     *
     * @throws ConfigurationException if the id is malformed, the provider unknown or without embeddings
     */
    public EmbeddingModel embeddings(String id) {
        Route route = route(ModelId.parse(id));
        EmbeddingCodec codec = route.provider().embeddingCodec();
        if (codec == null) {
            throw new ConfigurationException("Provider \"" + route.id().provider() + "\" has no embeddings");
        }
        return new HttpEmbeddingModel(route, codec);
    }

    /**
     * Returns a ranking model by its id, {@code provider/model}.
     *
     * @throws ConfigurationException if the id is malformed, the provider unknown or without ranking
     */
    public RerankModel rerank(String id) {
        Route route = route(ModelId.parse(id));
        RerankCodec codec = route.provider().rerankCodec();
        if (codec == null) {
            throw new ConfigurationException("Provider \"" + route.id().provider() + "\" has no ranking");
        }
        return new HttpRerankModel(route, codec);
    }

    /**
     * Returns what counts the tokens of requests to a model, by the model's id, {@code provider/model}.
     *
     * @throws ConfigurationException if the id is malformed, the provider unknown or without token counting
     */
    public TokenCounter tokenCounter(String id) {
        Route route = route(ModelId.parse(id));
        TokenCountCodec codec = route.provider().tokenCountCodec();
        if (codec == null) {
            throw new ConfigurationException("Provider \"" + route.id().provider() + "\" does not count tokens");
        }
        return new HttpTokenCounter(route, codec);
    }

    /** Returns the names of the known providers. */
    public Set<String> providers() {
        return providers.keySet();
    }

    /** Closes connections and embedded servers; running calls fail. Completes when all is closed. */
    public Mono<Void> close() {
        return transport
                .close()
                .then(Flux.fromIterable(providers.values())
                        .flatMapDelayError(Provider::close, 16, 16)
                        .then());
    }

    private Route route(ModelId id) {
        Provider provider = providers.get(id.provider());
        if (provider == null) {
            throw new ConfigurationException("Unknown provider \"" + id.provider() + "\" in model id \"" + id
                    + "\"; known: " + providers.keySet()
                    + ". Add the provider's artifact (for example dev.weir:weir-openai) to the class path, or register it"
                    + " with LlmClient.builder().provider(...)");
        }
        return new Route(id, provider, transport, timeouts, interceptors);
    }

    /** Names the providers. */
    @Override
    public String toString() {
        return "LlmClient" + providers.keySet();
    }

    /** Collects a client; not thread-safe. */
    public static final class Builder {

        private Environment environment = Environment.SYSTEM;
        private final List<Provider> providers = new ArrayList<>();
        private final List<Interceptor> interceptors = new ArrayList<>();
        private boolean autoIntercept = true;
        private HttpSettings http = HttpSettings.DEFAULT;
        private Timeouts timeouts = Timeouts.DEFAULT;

        private Builder() {}

        /** Sets where providers look up their variables; the process environment by default. */
        public Builder environment(Environment value) {
            environment = Objects.requireNonNull(value, "environment");
            return this;
        }

        /** Adds a provider; it takes the place of one with the same name. */
        public Builder provider(Provider provider) {
            providers.add(Objects.requireNonNull(provider, "provider"));
            return this;
        }

        /** Adds an interceptor inside those already added; it applies to every model of the client. */
        public Builder intercept(Interceptor interceptor) {
            interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
            return this;
        }

        /** Sets whether interceptors found on the class path (tracing) are attached; true by default. */
        public Builder autoIntercept(boolean attach) {
            autoIntercept = attach;
            return this;
        }

        /** Sets the HTTP transport; {@link HttpSettings#DEFAULT} by default. */
        public Builder http(HttpSettings settings) {
            http = Objects.requireNonNull(settings, "settings");
            return this;
        }

        /** Sets the time limits of calls whose request names none; {@link Timeouts#DEFAULT} by default. */
        public Builder timeouts(Timeouts limits) {
            timeouts = Objects.requireNonNull(limits, "limits");
            return this;
        }

        /** Returns the client. */
        public LlmClient build() {
            return new LlmClient(this);
        }
    }
}
