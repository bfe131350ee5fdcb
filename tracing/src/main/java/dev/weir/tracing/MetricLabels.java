package dev.weir.tracing;

import io.opentelemetry.api.common.Attributes;

/**
 * The attributes of an operation's metrics, made once: the SDK finds its series faster if it is given the very same object
 * again.
 */
final class MetricLabels {

    private final Attributes attributes;
    private final Attributes input;
    private final Attributes output;

    MetricLabels(Attributes attributes) {
        this.attributes = attributes;
        this.input = attributes.toBuilder().put(Names.TOKEN_TYPE, "input").build();
        this.output = attributes.toBuilder().put(Names.TOKEN_TYPE, "output").build();
    }

    Attributes attributes() {
        return attributes;
    }

    /** Returns the attributes of tokens read. */
    Attributes input() {
        return input;
    }

    /** Returns the attributes of tokens generated. */
    Attributes output() {
        return output;
    }

    /** Returns the attributes of tokens of one modality. */
    Attributes modality(String name) {
        return attributes.toBuilder().put(NamesNext.TOKEN_MODALITY, name).build();
    }
}
