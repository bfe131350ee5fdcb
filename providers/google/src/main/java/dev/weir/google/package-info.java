/** Google's Gemini protocol, on the Gemini API and on Vertex AI: the providers {@code google} and {@code vertex}. */
@NullMarked
package dev.weir.google;

import org.jspecify.annotations.NullMarked;
