package dev.weir.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * Answers in the shape OpenAI's Chat Completions sends them, always the same. Some of the texts need an escape and some hold
 * characters beyond ASCII, as real ones do.
 */
public final class ChatTraffic {

    /** Texts of one streamed answer. */
    public static final int CHUNKS = 500;

    /** Texts of an answer to a call, joined into one. */
    private static final int CALL_WORDS = 150;

    private static final String[] WORDS = {
        " the",
        " river",
        " flows",
        " over",
        " a",
        " low",
        " dam",
        " and",
        " is",
        " measured",
        ",",
        " quiet",
        "ly",
        " day",
        " by",
        " day",
        ".",
        "\\n\\n",
        " Under",
        " the",
        " willow",
        "s",
        " someone",
        " reads",
        " aloud",
        " from",
        " \\\"Emma",
        "\\\"",
        " —",
        " caf\u00e9",
        " light",
        ";",
        " then",
        " evening",
        " comes",
        "!",
        " Water",
        " keeps",
        " its",
        " count"
    };

    private static final String HEAD = "{\"id\":\"chatcmpl-CUn3t9zVbJ6HqkR0yW5eXoGm2aLsD\",\"object\":"
            + "\"chat.completion.chunk\",\"created\":1760000000,\"model\":\"gpt-4o-mini-2024-07-18\","
            + "\"service_tier\":\"default\",\"system_fingerprint\":\"fp_560af6e559\",\"choices\":[";

    private static final String USAGE = "{\"prompt_tokens\":21,\"completion_tokens\":500,\"total_tokens\":521,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},\"completion_tokens_details\":"
            + "{\"reasoning_tokens\":0,\"audio_tokens\":0,\"accepted_prediction_tokens\":0,"
            + "\"rejected_prediction_tokens\":0}}";

    private ChatTraffic() {}

    /** Returns the data of a typical event, one text, about 300 bytes. */
    public static byte[] chunk() {
        return delta(1).getBytes(UTF_8);
    }

    /** Returns the data of every event of a stream, {@code [DONE]} last. */
    public static List<String> events() {
        List<String> events = new ArrayList<>();
        events.add(HEAD + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},"
                + "\"logprobs\":null,\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"k3Zb81\"}");
        for (int i = 0; i < CHUNKS; i++) {
            events.add(delta(i));
        }
        events.add(HEAD + "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":null,"
                + "\"obfuscation\":\"w9\"}");
        events.add(HEAD + "],\"usage\":" + USAGE + ",\"obfuscation\":\"P0dX2\"}");
        events.add("[DONE]");
        return events;
    }

    /** Returns the events as they stand in a body. */
    public static List<byte[]> frames() {
        return events().stream()
                .map(event -> ("data: " + event + "\n\n").getBytes(UTF_8))
                .toList();
    }

    /** Returns the body that answers a call. */
    public static byte[] completion() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < CALL_WORDS; i++) {
            text.append(WORDS[i % WORDS.length]);
        }
        String body =
                HEAD.replace(".chunk", "") + "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + text
                        + "\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":"
                        + USAGE
                        + "}";
        return body.getBytes(UTF_8);
    }

    /** Returns the text a stream's events make. */
    public static String streamedText() {
        return text(CHUNKS);
    }

    /** Returns the text of an answer to a call. */
    public static String completedText() {
        return text(CALL_WORDS);
    }

    private static String text(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(WORDS[i % WORDS.length].replace("\\n", "\n").replace("\\\"", "\""));
        }
        return text.toString();
    }

    private static String delta(int i) {
        return HEAD + "{\"index\":0,\"delta\":{\"content\":\"" + WORDS[i % WORDS.length]
                + "\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"x7Qm2Tc\"}";
    }
}
