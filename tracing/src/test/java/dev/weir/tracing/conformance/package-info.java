/** Checks everything that was exported against the conventions, by the rules of the public checker. For tests. */
@NullMarked
package dev.weir.tracing.conformance;

import org.jspecify.annotations.NullMarked;
