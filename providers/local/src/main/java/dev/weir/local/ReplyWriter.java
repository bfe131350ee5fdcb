package dev.weir.local;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.PromiseNotifier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.FutureMono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Sends one reply, step by step. It writes to the channel itself instead of handing Reactor Netty a publisher, because that
 * would prefetch: here a piece is made only once the operating system has taken the one before.
 */
final class ReplyWriter {

    /** How many corked pieces may wait for a flush. */
    private static final int CORKED_PIECES = 256;

    private static final byte[] HALF_A_CHUNK =
            "400\r\ndata: {\"cut".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final Reply reply;
    private final Exchange exchange;
    private final HttpServerResponse response;
    private final Channel channel;
    private final @Nullable ChannelHandlerContext codec;
    private final @Nullable Gzip gzip;
    private int unflushed;

    ReplyWriter(Reply reply, Exchange exchange, HttpServerResponse response, Channel channel) {
        this.reply = reply;
        this.exchange = exchange;
        this.response = response;
        this.channel = channel;
        this.codec = channel.pipeline().context(HttpServerCodec.class);
        this.gzip = reply.isGzip() ? new Gzip() : null;
    }

    /** Returns a Mono that sends the reply; it never completes if the connection ends with the reply. */
    Mono<Void> write() {
        channel.closeFuture().addListener(future -> exchange.connectionClosed());
        Mono<Void> before = reply.beforeHead() == null ? Mono.empty() : reply.beforeHead();
        Mono<Void> head = reply.isRaw() ? Mono.empty() : Mono.defer(this::head);
        Mono<Void> body =
                Flux.fromIterable(reply.steps()).concatMap(this::run, 1).then();
        return before.then(head).then(body).then(Mono.defer(this::end));
    }

    private Mono<Void> head() {
        response.status(reply.status());
        reply.headers().forEach(response::header);
        boolean announced = reply.headers().keySet().stream().anyMatch("content-length"::equalsIgnoreCase);
        long length = reply.contentLength();
        if (length >= 0 && !announced) {
            response.header("content-length", Long.toString(length));
        }
        response.chunkedTransfer(length < 0 && !announced);
        return response.sendHeaders().then();
    }

    private Mono<Void> run(Step step) {
        if (step instanceof Step.Piece piece) {
            return piece(piece.bytes());
        }
        if (step instanceof Step.Repeat repeat) {
            return Flux.generate(() -> 0L, (Long index, reactor.core.publisher.SynchronousSink<byte[]> sink) -> {
                        if (index >= repeat.count()) {
                            sink.complete();
                        } else {
                            sink.next(repeat.maker().apply(index));
                        }
                        return index + 1;
                    })
                    .concatMap(this::piece, 1)
                    .then();
        }
        return flush().then(((Step.Wait) step).until());
    }

    private Mono<Void> piece(byte[] bytes) {
        byte[] wire = gzip == null ? bytes : gzip.compress(bytes);
        if (wire.length == 0) {
            return Mono.empty();
        }
        if (reply.isCorked() && !reply.isRaw() && ++unflushed < CORKED_PIECES && channel.isWritable()) {
            channel.write(content(wire)).addListener(future -> exchange.pieceWritten());
            return Mono.empty();
        }
        unflushed = 0;
        return await(() -> {
            ChannelFuture write = reply.isRaw() ? writeRaw(wire) : channel.writeAndFlush(content(wire));
            write.addListener(future -> {
                if (future.isSuccess()) {
                    exchange.pieceWritten();
                }
            });
            if (channel.eventLoop().inEventLoop() && !write.isDone()) {
                exchange.pieceStalled();
            }
            return write;
        });
    }

    private Mono<Void> flush() {
        return Mono.fromRunnable(channel::flush);
    }

    private Mono<Void> end() {
        if (gzip != null) {
            byte[] trailer = gzip.finish();
            if (reply.end() == Reply.End.COMPLETE) {
                return await(() -> channel.writeAndFlush(content(trailer))).then(Mono.fromRunnable(exchange::complete));
            }
        }
        switch (reply.end()) {
            case COMPLETE -> {
                channel.flush();
                exchange.complete();
                return Mono.empty();
            }
            case KEEP_OPEN -> {
                channel.flush();
                return Mono.never();
            }
            case CUT_IN_CHUNK -> {
                exchange.complete();
                Mono<Void> half = codec == null ? Mono.empty() : await(() -> writeRaw(HALF_A_CHUNK));
                return half.then(await(channel::close)).then(Mono.never());
            }
            case CUT -> {
                exchange.complete();
                return await(() -> channel.writeAndFlush(Unpooled.EMPTY_BUFFER))
                        .then(await(channel::close))
                        .then(Mono.never());
            }
            case RESET -> {
                exchange.complete();
                channel.flush();
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
                return await(channel::close).then(Mono.never());
            }
            case HALF_CLOSE -> {
                exchange.complete();
                channel.flush();
                if (channel instanceof DuplexChannel duplex) {
                    return await(duplex::shutdownOutput).then(Mono.never());
                }
                return await(channel::close).then(Mono.never());
            }
        }
        throw new AssertionError(reply.end());
    }

    /** Writes below the HTTP codec, which is not there over HTTP/2. */
    private ChannelFuture writeRaw(byte[] bytes) {
        if (codec == null) {
            return channel.newFailedFuture(
                    new IllegalStateException("A raw reply needs a connection of plain HTTP/1.1, this one is HTTP/2"));
        }
        return codec.writeAndFlush(Unpooled.wrappedBuffer(bytes));
    }

    private DefaultHttpContent content(byte[] bytes) {
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        return new DefaultHttpContent(buffer);
    }

    /** Runs the write on the event loop, so that whether it was taken at once can be seen. */
    private Mono<Void> await(Supplier<ChannelFuture> write) {
        return FutureMono.deferFuture(() -> {
            if (channel.eventLoop().inEventLoop()) {
                return write.get();
            }
            ChannelPromise promise = channel.newPromise();
            channel.eventLoop().execute(() -> write.get().addListener(new PromiseNotifier<>(promise)));
            return promise;
        });
    }
}
