/** What a provider author implements: wire formats as pure functions, endpoints and credentials. */
@NullMarked
package dev.weir.spi;

import org.jspecify.annotations.NullMarked;
