package dev.weir.tracing;

import dev.weir.Usage;
import dev.weir.tracing.cost.Cost;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Counters of tokens and cost by tenant and feature. They are outside the conventions, whose metrics may not carry such
 * labels; the names are those that users of earlier tools know.
 */
final class UsageCounters {

    static final String TOKENS = "gen_ai.tokens.total";
    static final String COST = "gen_ai.cost.usd";
    static final String COMPLETED = "completed";

    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("model");
    private static final AttributeKey<String> TOKEN_TYPE = AttributeKey.stringKey("token_type");
    private static final AttributeKey<String> TENANT = AttributeKey.stringKey("tenant_id");
    private static final AttributeKey<String> FEATURE = AttributeKey.stringKey("feature");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("outcome");

    private final LongCounter tokens;
    private final @Nullable DoubleCounter cost;
    private final LabelLimit models;
    private final LabelLimit tenants;
    private final LabelLimit features;

    UsageCounters(Meter meter, int labelValues, boolean priced) {
        tokens = meter.counterBuilder(TOKENS)
                .setUnit("{token}")
                .setDescription("Tokens consumed")
                .build();
        cost = !priced
                ? null
                : meter.counterBuilder(COST)
                        .ofDoubles()
                        .setUnit("USD")
                        .setDescription("Cost of calls whose price is known")
                        .build();
        models = new LabelLimit(labelValues);
        tenants = new LabelLimit(labelValues);
        features = new LabelLimit(labelValues);
    }

    static String outcome(Ending ending, @Nullable String errorType) {
        return switch (ending) {
            case COMPLETE -> COMPLETED;
            case CANCEL -> "cancelled";
            case ERROR -> "timeout".equals(errorType) ? "timed_out" : "failed";
        };
    }

    /**
     * Counts one call. Input and output are added apart, so that the sum over all types is the total; {@code total} appears
     * only where a provider reports nothing else.
     */
    void count(Context context, Attribution who, String model, Usage usage, @Nullable Cost price, String outcome) {
        OptionalLong input = usage.inputTokens();
        OptionalLong output = usage.outputTokens();
        OptionalLong total = usage.totalTokens();
        if (price == null && input.isEmpty() && output.isEmpty() && total.isEmpty()) {
            return;
        }
        Attributes labels = Attributes.builder()
                .put(MODEL, models.bounded(model))
                .put(TENANT, tenants.bounded(who.tenant()))
                .put(FEATURE, features.bounded(who.feature()))
                .put(OUTCOME, outcome)
                .build();
        add(input, "input", labels, context);
        add(output, "output", labels, context);
        if (input.isEmpty() && output.isEmpty()) {
            add(total, "total", labels, context);
        }
        if (cost != null && price != null) {
            cost.add(price.usd().doubleValue(), labels, context);
        }
    }

    private void add(OptionalLong count, String type, Attributes labels, Context context) {
        if (count.isPresent() && count.getAsLong() >= 0) {
            tokens.add(
                    count.getAsLong(), labels.toBuilder().put(TOKEN_TYPE, type).build(), context);
        }
    }
}
