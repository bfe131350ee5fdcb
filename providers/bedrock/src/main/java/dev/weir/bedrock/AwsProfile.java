package dev.weir.bedrock;

import dev.weir.spi.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;

/** Which profile of which AWS configuration files counts. Reads files only when asked to. */
final class AwsProfile {

    private final Environment environment;
    private final @Nullable String chosen;

    AwsProfile(Environment environment, @Nullable String chosen) {
        this.environment = environment;
        this.chosen = chosen;
    }

    /** Returns the name of the profile. */
    String name() {
        return chosen != null
                ? chosen
                : environment.getOr("AWS_PROFILE", ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow());
    }

    /** Returns the files, those the environment names in place of the usual ones; blocks when it is asked. */
    Supplier<ProfileFile> files() {
        String credentials = environment.getOr("AWS_SHARED_CREDENTIALS_FILE", "");
        String config = environment.getOr("AWS_CONFIG_FILE", "");
        if (credentials.isEmpty() && config.isEmpty()) {
            return ProfileFile::defaultProfileFile;
        }
        return () -> {
            ProfileFile.Aggregator files = ProfileFile.aggregator();
            add(files, credentials, ProfileFile.Type.CREDENTIALS);
            add(files, config, ProfileFile.Type.CONFIGURATION);
            return files.build();
        };
    }

    private static void add(ProfileFile.Aggregator files, String path, ProfileFile.Type type) {
        Path file = path.isEmpty() ? null : Path.of(path);
        if (file != null && Files.isReadable(file)) {
            files.addFile(ProfileFile.builder().content(file).type(type).build());
        }
    }

    /** Returns whether the instance's metadata service may be asked. */
    boolean isInstanceAsked() {
        return !"true".equalsIgnoreCase(environment.get("AWS_EC2_METADATA_DISABLED"));
    }
}
