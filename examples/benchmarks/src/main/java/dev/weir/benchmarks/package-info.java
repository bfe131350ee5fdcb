/** Microbenchmarks of the hot path, and the traffic they share with the load program. */
@NullMarked
package dev.weir.benchmarks;

import org.jspecify.annotations.NullMarked;
