/** OpenAI and every server that speaks its protocols: one wire family, brands as declarations. */
@NullMarked
package dev.weir.openai;

import org.jspecify.annotations.NullMarked;
