package dev.weir.examples.webflux;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/** Trims questions, and refuses empty and endless ones. */
@Component
class PoliteQuestions implements Questions {

    private static final int MAX_LENGTH = 4_000;

    @Override
    public Mono<String> checked(String asked) {
        String question = asked.strip();
        return question.isEmpty() || question.length() > MAX_LENGTH
                ? Mono.error(() -> new ResponseStatusException(
                        HttpStatus.BAD_REQUEST, "Ask something, in at most " + MAX_LENGTH + " characters"))
                : Mono.just(question);
    }
}
