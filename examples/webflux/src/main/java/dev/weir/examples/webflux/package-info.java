/** A web application that streams answers, with Spring WebFlux. */
@NullMarked
package dev.weir.examples.webflux;

import org.jspecify.annotations.NullMarked;
