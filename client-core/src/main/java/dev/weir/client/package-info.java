/** The entry point: {@link dev.weir.client.LlmClient} finds providers and hands out models. */
@NullMarked
package dev.weir.client;

import org.jspecify.annotations.NullMarked;
