/** Takes up traces in servers made with Reactor Netty. */
@NullMarked
package dev.weir.tracing.netty;

import org.jspecify.annotations.NullMarked;
