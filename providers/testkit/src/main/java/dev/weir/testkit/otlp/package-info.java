/** A receiver of OpenTelemetry's protocol, and what it was sent. */
@NullMarked
package dev.weir.testkit.otlp;

import org.jspecify.annotations.NullMarked;
