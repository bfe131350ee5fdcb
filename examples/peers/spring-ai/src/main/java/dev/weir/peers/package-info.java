/** What other clients record of the same calls, measured. */
@NullMarked
package dev.weir.peers;

import org.jspecify.annotations.NullMarked;
