/** Anthropic's Messages protocol: Claude at Anthropic, and whoever else speaks it. */
@NullMarked
package dev.weir.anthropic;

import org.jspecify.annotations.NullMarked;
