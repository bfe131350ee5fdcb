/** Tests of the Gemini protocol. */
@NullMarked
package dev.weir.google;

import org.jspecify.annotations.NullMarked;
