/** The vocabulary of Weir: models, requests, messages, chunks, responses, interceptors and the exception tree. */
@NullMarked
package dev.weir;

import org.jspecify.annotations.NullMarked;
