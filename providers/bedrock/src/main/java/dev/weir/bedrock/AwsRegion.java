package dev.weir.bedrock;

import dev.weir.ConfigurationException;
import dev.weir.spi.Environment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.InstanceProfileRegionProvider;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

/** The region. What cannot be told without reading files or asking the network is looked up once, off the event loop. */
final class AwsRegion {

    private final AwsProfile profile;
    private final Mono<Void> lookup;
    private volatile @Nullable String name;

    AwsRegion(Environment environment, AwsProfile profile, @Nullable String chosen) {
        this.profile = profile;
        String set = chosen != null
                ? chosen.trim()
                : environment.getOr("AWS_REGION", environment.getOr("AWS_DEFAULT_REGION", ""));
        if (!set.isEmpty() && !set.matches("[A-Za-z0-9-]{1,63}")) {
            throw new ConfigurationException(
                    "The AWS region \"" + set + "\" is malformed; one looks like us-east-1 or eu-central-1");
        }
        this.name = set.isEmpty() ? null : set;
        this.lookup = Mono.fromCallable(this::lookUp)
                .subscribeOn(Schedulers.boundedElastic())
                .doOnNext(found -> name = found)
                .then();
    }

    /** Completes when the region is known; fails if there is none. */
    Mono<Void> prepare() {
        return name != null ? Mono.empty() : lookup;
    }

    /** Returns the region; {@link #prepare()} has completed. */
    String name() {
        String known = name;
        if (known == null) {
            throw missing();
        }
        return known;
    }

    private String lookUp() {
        String known = name;
        if (known != null) {
            return known;
        }
        List<AwsRegionProvider> places = new ArrayList<>();
        places.add(new SystemSettingsRegionProvider());
        places.add(new AwsProfileRegionProvider(profile.files(), profile.name()));
        if (profile.isInstanceAsked()) {
            places.add(new InstanceProfileRegionProvider());
        }
        for (AwsRegionProvider place : places) {
            String found = ask(place);
            if (found != null) {
                return found;
            }
        }
        throw missing();
    }

    private static @Nullable String ask(AwsRegionProvider place) {
        try {
            Region found = place.getRegion();
            return found == null ? null : found.id();
        } catch (SdkException notThere) {
            return null;
        }
    }

    private static ConfigurationException missing() {
        return new ConfigurationException("No AWS region for Bedrock: set the variable AWS_REGION, a region in the AWS"
                + " profile, or Bedrock.builder().region(\"us-east-1\")");
    }
}
