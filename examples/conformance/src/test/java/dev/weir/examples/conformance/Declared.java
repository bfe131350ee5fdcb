package dev.weir.examples.conformance;

import dev.weir.tracing.conformance.Report.Accepted;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The findings that stay, because a provider does not tell what the conventions recommend. */
final class Declared {

    private static final String ID = "gen_ai.response.id";
    private static final String MODEL = "gen_ai.response.model";

    private Declared() {}

    /** Returns those of the public scenarios. */
    static Accepted[] of(Family family) {
        Family.Models models = family.models();
        List<Accepted> all = new ArrayList<>();
        switch (family) {
            case BEDROCK -> {
                for (String model : List.of(models.chat(), models.reasoning())) {
                    all.add(accepted("chat", model, ID, "Converse returns no id"));
                    all.add(accepted("chat", model, MODEL, "Converse returns no model"));
                }
                all.add(accepted("embeddings", models.embedding(), MODEL, "InvokeModel returns no model"));
            }
            case COHERE -> {
                for (String model : List.of(models.chat(), models.reasoning(), models.vision())) {
                    all.add(accepted("chat", model, MODEL, "v2/chat returns no model"));
                }
                all.add(accepted("embeddings", models.embedding(), MODEL, "v2/embed returns no model"));
            }
            case GOOGLE ->
                all.add(accepted("embeddings", models.embedding(), MODEL, "batchEmbedContents returns no model"));
            default -> {
                // OpenAI and Anthropic tell everything
            }
        }
        return all.toArray(new Accepted[0]);
    }

    static Accepted accepted(
            String operation, @org.jspecify.annotations.Nullable String model, String attribute, String reason) {
        String id = Objects.requireNonNull(model, "model");
        return new Accepted(operation + " " + id.substring(id.indexOf('/') + 1), attribute, reason);
    }
}
