package dev.weir.http;

import static dev.weir.http.WordCodec.END;
import static dev.weir.http.WordCodec.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.weir.Chunk;
import dev.weir.ConnectionException;
import dev.weir.DecodeException;
import dev.weir.Timeouts;
import dev.weir.spi.CallEvents;
import dev.weir.spi.Framing;
import dev.weir.spi.Headers;
import dev.weir.spi.ResponseHeaders;
import dev.weir.spi.StreamDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What an exchange does with subscribers, codecs and listeners that break the rules. */
class SubscriberRulesTest extends WireHarness {

    /** Notes its signals; does nothing by itself. */
    private static class Noting implements CoreSubscriber<Chunk> {

        final List<Object> signals = new CopyOnWriteArrayList<>();
        final CountDownLatch subscribed = new CountDownLatch(1);
        final CountDownLatch next = new CountDownLatch(1);
        final CountDownLatch terminated = new CountDownLatch(1);
        volatile Subscription subscription;

        @Override
        public void onSubscribe(Subscription given) {
            subscription = given;
            subscribed.countDown();
        }

        @Override
        public void onNext(Chunk chunk) {
            signals.add(chunk);
            next.countDown();
        }

        @Override
        public void onError(Throwable failure) {
            signals.add(failure);
            terminated.countDown();
        }

        @Override
        public void onComplete() {
            signals.add("complete");
            terminated.countDown();
        }
    }

    @Test
    void aPlainSubscriberThatAsksForNothingGetsTheErrorOfTheSpecification() {
        for (long demand : new long[] {0, -1, Long.MIN_VALUE}) {
            events(true, event("a"));
            Noting noting = new Noting();
            Subscriber<Chunk> plain = new Subscriber<>() {
                @Override
                public void onSubscribe(Subscription subscription) {
                    noting.onSubscribe(subscription);
                    subscription.request(1);
                }

                @Override
                public void onNext(Chunk chunk) {
                    noting.onNext(chunk);
                }

                @Override
                public void onError(Throwable failure) {
                    noting.onError(failure);
                }

                @Override
                public void onComplete() {
                    noting.onComplete();
                }
            };
            stream().subscribe(plain);
            assertThat(await(noting.next)).isTrue();
            noting.subscription.request(demand);
            assertThat(await(noting.terminated)).isTrue();
            assertThat(noting.signals).last().isInstanceOf(IllegalArgumentException.class);
            assertThat(await(closed)).isTrue();
        }
    }

    @Test
    void aReactorSubscriberThatAsksForNothingGetsNothing() {
        events(false, event("a"), END);
        Noting noting = new Noting();
        stream().subscribe(noting);
        noting.subscription.request(0);
        noting.subscription.request(-5);
        noting.subscription.request(Long.MAX_VALUE);
        assertThat(await(noting.terminated)).isTrue();
        assertThat(noting.signals).last().isEqualTo("complete");
    }

    @Test
    void aSubscriberThatThrowsWhileBytesAreReadCountsAsCancelled() {
        events(true, event("a"), event("b"));
        Noting noting = new Noting() {
            @Override
            public void onNext(Chunk chunk) {
                super.onNext(chunk);
                throw new IllegalStateException("a subscriber's own trouble");
            }
        };
        List<Throwable> dropped = new CopyOnWriteArrayList<>();
        CountDownLatch reported = new CountDownLatch(1);
        Consumer<Throwable> report = failure -> {
            dropped.add(failure);
            reported.countDown();
        };
        stream()
                .contextWrite(context -> context.put("reactor.onErrorDropped.local", report))
                .subscribe(noting);
        noting.subscription.request(Long.MAX_VALUE);
        assertThat(await(closed)).isTrue();
        assertThat(noting.signals).hasSize(1);
        assertThat(await(reported)).isTrue();
        assertThat(dropped).singleElement().extracting(Throwable::getMessage).isEqualTo("a subscriber's own trouble");
    }

    @Test
    void aSubscriberThatThrowsAtTheErrorOfABrokenStreamHarmsNobody() {
        events(true, event("a"), "data: " + "x".repeat(100) + "\n\n");
        WordCodec codec = new WordCodec() {
            @Override
            public Framing framing(String contentType) {
                throw new IllegalStateException("a codec's own trouble");
            }
        };
        Noting noting = new Noting() {
            @Override
            public void onError(Throwable failure) {
                super.onError(failure);
                throw new IllegalStateException("a subscriber's own trouble");
            }
        };
        stream(codec, Timeouts.DEFAULT).subscribe(noting);
        noting.subscription.request(Long.MAX_VALUE);
        assertThat(await(noting.terminated)).isTrue();
        assertThat(await(closed)).isTrue();
        assertThat(noting.signals).singleElement().isInstanceOf(DecodeException.class);
    }

    @Test
    void aSubscriberThatThrowsWhenItAsksCountsAsCancelled() {
        events(true, event("a"), event("b"));
        Noting noting = new Noting() {
            @Override
            public void onNext(Chunk chunk) {
                super.onNext(chunk);
                if (signals.size() == 3) {
                    throw new IllegalStateException("a subscriber's own trouble");
                }
                subscription.request(1);
            }
        };
        stream().subscribe(noting);
        noting.subscription.request(1);
        assertThat(await(closed)).isTrue();
        assertThat(noting.signals).hasSize(3);
    }

    @Test
    void cancellingTwiceAndAskingAfterwardsDoesNothing() {
        events(true, event("a"));
        Noting noting = new Noting();
        stream().subscribe(noting);
        noting.subscription.request(1);
        assertThat(await(noting.next)).isTrue();
        assertThatCode(() -> {
                    noting.subscription.cancel();
                    noting.subscription.cancel();
                    noting.subscription.request(1);
                    noting.subscription.request(-1);
                })
                .doesNotThrowAnyException();
        assertThat(await(closed)).isTrue();
        assertThat(noting.signals).hasSize(1);
    }

    @Test
    void aSubscriberThatCancelsAtOnceSendsNothing() {
        Noting noting = new Noting() {
            @Override
            public void onSubscribe(Subscription given) {
                given.cancel();
            }
        };
        stream().subscribe(noting);
        events(false, END);
        StepVerifier.create(stream()).expectNextCount(3).expectComplete().verify(PATIENCE);
        assertThat(requests).hasValue(1);
        assertThat(noting.signals).isEmpty();
    }

    @Test
    void aCallWaitsForDemandWithItsAnswer() {
        answer = (request, response) -> response.sendString(Flux.just("whole"));
        StepVerifier.create(text(Timeouts.DEFAULT), 0)
                .thenRequest(1)
                .expectNext("whole")
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aCodecThatFailsToChooseTheFramingFailsTheStream() {
        events(true, event("a"));
        WordCodec codec = new WordCodec() {
            @Override
            public Framing framing(String contentType) {
                throw new IllegalStateException("a codec's own trouble");
            }
        };
        StepVerifier.create(stream(codec, Timeouts.DEFAULT))
                .expectError(DecodeException.class)
                .verify(PATIENCE);
        assertThat(await(closed)).isTrue();
    }

    @Test
    void aCodecThatFailsToMakeADecoderFailsTheStream() {
        events(true, event("a"));
        WordCodec codec = new WordCodec() {
            @Override
            public StreamDecoder streamDecoder() {
                throw new IllegalStateException("a codec's own trouble");
            }
        };
        StepVerifier.create(stream(codec, Timeouts.DEFAULT))
                .expectError(DecodeException.class)
                .verify(PATIENCE);
        assertThat(await(closed)).isTrue();
    }

    @Test
    void aCodecThatFailsAtTheHeadFailsTheStreamAndClosesTheConnection() {
        events(true, event("a"));
        WordCodec codec = new WordCodec() {
            @Override
            public ResponseHeaders headers() {
                throw new IllegalStateException("a codec's own trouble");
            }
        };
        StepVerifier.create(stream(codec, Timeouts.DEFAULT))
                .expectError(ConnectionException.class)
                .verify(PATIENCE);
        assertThat(await(closed)).isTrue();
    }

    @Test
    void aReaderThatFailsAtTheEndFailsTheStream() {
        events(false, event("a"), END);
        WordCodec codec = new WordCodec() {
            @Override
            public dev.weir.Response complete(dev.weir.Response decoded, Headers headers) {
                if (!decoded.isPartial()) {
                    throw new IllegalStateException("a reader's own trouble");
                }
                return decoded;
            }
        };
        StepVerifier.create(stream(codec, Timeouts.DEFAULT)
                        .filter(chunk -> !chunk.text().isEmpty()))
                .expectNextCount(1)
                .expectErrorSatisfies(failure ->
                        assertThat(((DecodeException) failure).partial()).isPresent())
                .verify(PATIENCE);
    }

    @Test
    void aListenerThatThrowsEverywhereDoesNotDisturbTheCall() {
        events(false, event("a"), END);
        CallEvents broken = (CallEvents) java.lang.reflect.Proxy.newProxyInstance(
                CallEvents.class.getClassLoader(), new Class<?>[] {CallEvents.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("a listener's own trouble");
                });
        StepVerifier.create(stream().contextWrite(context -> context.put(CallEvents.class, broken)))
                .expectNextCount(6)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aCompressedStreamIsReadHoweverSmallItsPiecesAndTheDemand() {
        byte[] packed = gzip(event("first") + event("second") + END);
        answer = (request, response) -> flushed(
                response.header("content-type", "text/event-stream").header("content-encoding", "gzip"),
                Flux.range(0, packed.length).map(i -> new byte[] {packed[i]}));
        List<String> words = new ArrayList<>();
        StepVerifier.create(stream().doOnNext(chunk -> words.add(chunk.text())).limitRate(1))
                .thenConsumeWhile(chunk -> true)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(words).contains("first", "second");
    }

    @Test
    void aStreamThatOnlyPretendsToBeCompressedFails() {
        answer = (request, response) -> response.header("content-type", "text/event-stream")
                .header("content-encoding", "gzip")
                .sendString(Flux.just(event("plain"), END));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        StepVerifier.create(stream()).expectErrorSatisfies(failure::set).verify(PATIENCE);
        assertThat(failure.get()).isInstanceOf(ConnectionException.class);
    }

    @Test
    void anErrorBodyBeyondTheLimitIsCutAndTheStatusStillTold() {
        String megabytes = "x".repeat(3 << 20);
        answer = (request, response) -> response.status(503).sendString(Flux.just(megabytes));
        StepVerifier.create(stream())
                .expectErrorMatches(failure -> failure instanceof dev.weir.ApiException.Overloaded)
                .verify(PATIENCE);
        StepVerifier.create(text(Timeouts.DEFAULT.total(Duration.ofMinutes(1))))
                .expectErrorMatches(failure -> failure instanceof dev.weir.ApiException.Overloaded)
                .verify(PATIENCE);
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes, 16, true)) {
            for (String line : text.split("(?<=\n)")) {
                out.write(line.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
