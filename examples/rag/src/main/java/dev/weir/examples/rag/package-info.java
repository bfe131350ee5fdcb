/** Retrieval-augmented generation, offline. */
@NullMarked
package dev.weir.examples.rag;

import org.jspecify.annotations.NullMarked;
