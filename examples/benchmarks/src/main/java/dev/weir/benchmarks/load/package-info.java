/** The load program: one server process, client processes that take turns, and their costs side by side. */
@NullMarked
package dev.weir.benchmarks.load;

import org.jspecify.annotations.NullMarked;
