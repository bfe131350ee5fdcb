/** The one HTTP transport: Reactor Netty, framings, timeouts and demand; only its settings are meant for users. */
@NullMarked
package dev.weir.http;

import org.jspecify.annotations.NullMarked;
