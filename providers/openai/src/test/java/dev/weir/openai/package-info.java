/** Tests of the OpenAI family without sockets. */
@NullMarked
package dev.weir.openai;

import org.jspecify.annotations.NullMarked;
