/** Tests of the Messages protocol. */
@NullMarked
package dev.weir.anthropic;

import org.jspecify.annotations.NullMarked;
