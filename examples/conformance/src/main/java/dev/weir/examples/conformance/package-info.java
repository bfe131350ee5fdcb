/** The scenarios by which instrumentations of generative AI are compared, run with Weir. */
@NullMarked
package dev.weir.examples.conformance;

import org.jspecify.annotations.NullMarked;
