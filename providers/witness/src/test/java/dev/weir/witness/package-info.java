/** Holds Weir against other people's reading of the same protocols: an independent server and the vendors' SDKs. */
@NullMarked
package dev.weir.witness;

import org.jspecify.annotations.NullMarked;
