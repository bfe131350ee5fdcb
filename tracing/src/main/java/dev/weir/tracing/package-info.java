/** Spans and metrics for every call, named by OpenTelemetry's conventions for generative AI. */
@NullMarked
package dev.weir.tracing;

import org.jspecify.annotations.NullMarked;
