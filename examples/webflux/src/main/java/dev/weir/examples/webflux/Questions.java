package dev.weir.examples.webflux;

import dev.weir.tracing.Traced;
import reactor.core.publisher.Mono;

/** What becomes of a question before a model sees it. */
interface Questions {

    /** Returns the question as it will be asked; fails if there is none. */
    @Traced(name = "check_question")
    Mono<String> checked(String asked);
}
