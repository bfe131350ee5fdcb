package dev.weir.tracing;

import dev.weir.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;

/** Old and new names side by side. */
final class NamesDup extends NamesNext {

    @Override
    String schemaUrl() {
        return new Names().schemaUrl();
    }

    @Override
    List<AttributeKey<Long>> usage(Usage.Count count) {
        return count == Usage.Count.CACHE_WRITE
                ? List.of(USAGE_CACHE_CREATION_INPUT_TOKENS, USAGE_CACHE_WRITE_INPUT_TOKENS)
                : super.usage(count);
    }

    @Override
    List<AttributeKey<Long>> agentUsage(Usage.Count count) {
        return new Names().agentUsage(count);
    }

    @Override
    Instruments instruments(Meter meter) {
        return new InstrumentsDup(new Instruments141(meter), new InstrumentsNext(meter));
    }
}
