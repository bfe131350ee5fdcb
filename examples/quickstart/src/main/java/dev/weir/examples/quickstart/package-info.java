/** A first run: one prompt, a streamed answer, and the trace of that call. */
@NullMarked
package dev.weir.examples.quickstart;

import org.jspecify.annotations.NullMarked;
