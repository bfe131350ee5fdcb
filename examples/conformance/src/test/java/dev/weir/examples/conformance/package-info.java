/** Scenarios of every provider over real sockets, checked against the conventions. */
@NullMarked
package dev.weir.examples.conformance;

import org.jspecify.annotations.NullMarked;
