package dev.weir.openai;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Media types of sound against OpenAI's format words. */
final class AudioTypes {

    private AudioTypes() {}

    /** Returns OpenAI's word for a media type; {@code wav} if unknown. */
    static String format(@Nullable String mimeType) {
        if (mimeType == null) {
            return "wav";
        }
        String subtype = mimeType.substring(mimeType.indexOf('/') + 1).toLowerCase(Locale.ROOT);
        int parameters = subtype.indexOf(';');
        subtype = parameters < 0 ? subtype : subtype.substring(0, parameters).trim();
        return switch (subtype) {
            case "mpeg", "mpga" -> "mp3";
            case "x-wav", "wave", "vnd.wave" -> "wav";
            case "x-m4a" -> "m4a";
            default -> subtype;
        };
    }

    /** Returns the media type that the first bytes tell; raw PCM has none to tell. */
    static String sniff(byte[] sound) {
        if (starts(sound, "RIFF")) {
            return "audio/wav";
        } else if (starts(sound, "ID3")) {
            return "audio/mpeg";
        } else if (starts(sound, "fLaC")) {
            return "audio/flac";
        } else if (starts(sound, "OggS")) {
            return "audio/ogg";
        } else if (sound.length > 1 && (sound[0] & 0xff) == 0xff && (sound[1] & 0xe0) == 0xe0) {
            return (sound[1] & 0x06) == 0 ? "audio/aac" : "audio/mpeg";
        }
        return "audio/pcm";
    }

    private static boolean starts(byte[] sound, String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            if (sound.length <= i || sound[i] != (byte) ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
