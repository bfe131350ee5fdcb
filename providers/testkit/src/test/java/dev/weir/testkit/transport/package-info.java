/** The transport over real sockets: streaming truth, cancel, demand, limits and bad answers, with a codec of its own. */
@NullMarked
package dev.weir.testkit.transport;

import org.jspecify.annotations.NullMarked;
