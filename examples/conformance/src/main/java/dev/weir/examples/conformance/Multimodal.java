package dev.weir.examples.conformance;

import dev.weir.MediaSource;
import dev.weir.Part;
import dev.weir.Request;
import java.util.Base64;
import reactor.core.publisher.Mono;

/** A question about an image. */
final class Multimodal implements Scenario {

    /** A single red pixel. */
    private static final byte[] IMAGE = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    @Override
    public String name() {
        return "multimodal";
    }

    @Override
    public Mono<Void> run(Setup setup) {
        Request request = Request.builder()
                .user(new Part.Text("What colour is this?"), new Part.Image(MediaSource.bytes(IMAGE, "image/png")))
                .options(options -> options.maxTokens(100))
                .build();
        return setup.client()
                .model(setup.family().models().vision())
                .call(request)
                .flatMap(response -> Scenario.require(!response.text().isEmpty(), "the answer has no text"));
    }
}
