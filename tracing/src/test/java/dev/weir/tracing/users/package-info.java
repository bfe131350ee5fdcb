/** Tests that see only what users see. */
@NullMarked
package dev.weir.tracing.users;

import org.jspecify.annotations.NullMarked;
