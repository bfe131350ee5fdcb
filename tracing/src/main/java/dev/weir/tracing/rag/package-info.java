/** Retrieval-augmented generation as a traced pipeline: embed the query, search, rerank, generate. */
@NullMarked
package dev.weir.tracing.rag;

import org.jspecify.annotations.NullMarked;
