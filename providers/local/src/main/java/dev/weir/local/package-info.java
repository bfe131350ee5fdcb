/** The embedded provider {@code local/...}, the scripted loopback LLM server and a model without sockets, for first runs and tests. */
@NullMarked
package dev.weir.local;

import org.jspecify.annotations.NullMarked;
