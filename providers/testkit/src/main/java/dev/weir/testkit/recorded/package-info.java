/** Replays recorded provider traffic through the public API over a real socket and judges what was read. */
@NullMarked
package dev.weir.testkit.recorded;

import org.jspecify.annotations.NullMarked;
