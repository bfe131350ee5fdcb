/** The Cohere v2 protocol: chat, embeddings and ranking. */
@NullMarked
package dev.weir.cohere;

import org.jspecify.annotations.NullMarked;
