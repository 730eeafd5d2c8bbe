package io.gatehouse.gateway.flow.accept;

import static io.netty.handler.codec.http2.Http2Error.ENHANCE_YOUR_CALM;
import static io.netty.handler.codec.http2.Http2Error.INTERNAL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.NO_ERROR;

import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.Ids;
import io.gatehouse.gateway.exchange.Manner;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's HTTP/2 connection: many exchanges at a time, each on a stream of its own. Frames, states and windows are Netty's; what a stream is worth is decided here. There is no channel for each
 * stream: a frame goes straight to the exchange that it belongs to.
 *
 * <p>Closed by the client, when it has been without a stream for too long, by the gateway's going down (GOAWAY twice, RFC 9113, 6.8, so that no request is lost on the way), and by {@link FrameMeter}.
 */
final class Http2Multiplexer extends Http2ConnectionHandler implements ClientConnection {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Multiplexer.class);
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final Intake intake;
    private Peer peer;
    private final Http2Greeting greeting = new Http2Greeting();
    private final FrameMeter meter = new FrameMeter(this::tooManyFrames);
    private final Http2Connection.PropertyKey call;
    private final Pace channelPace;
    private ChannelHandlerContext ctx;
    private Deadline deadline;
    private long idleSince;
    private long pendingBytes;
    private boolean draining;
    private boolean flushing;

    @SuppressWarnings("NullAway.Init") // context and deadline come with handlerAdded, before anything else happens
    Http2Multiplexer(
            Intake intake,
            Peer peer,
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings) {
        super(decoder, encoder, settings);
        this.intake = intake;
        this.peer = peer;
        call = connection().newKey();
        channelPace = new Pace(intake.limits());
        connection().addListener(new Events());
        encoder.flowController().listener(stream -> {
            Http2Call writable = callOn(stream);
            if (writable != null && encoder.flowController().isWritable(stream)) {
                writable.reply().becameWritable();
            }
        });
    }

    /** Given to the decoder by {@link Http2Opening}. */
    Http2EventAdapter frames() {
        return new Frames();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        ctx = added;
        added.pipeline().addBefore(added.name(), "meter", meter);
        if (intake.fingerprints()) {
            added.pipeline().addBefore("meter", "greeting", greeting);
        }
        idleSince = System.nanoTime();
        deadline = new Deadline(added.channel().eventLoop(), this::sweep);
        deadline.in(intake.limits().headerTimeout());
        super.handlerAdded(added);
    }

    private @Nullable Http2Call callOn(@Nullable Http2Stream stream) {
        return stream == null ? null : stream.getProperty(call);
    }

    private final class Frames extends Http2EventAdapter {
        @Override
        public void onHeadersRead(
                ChannelHandlerContext context,
                int id,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean endStream)
                throws Http2Exception {
            onHeadersRead(context, id, headers, padding, endStream);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context, int id, Http2Headers headers, int padding, boolean endStream)
                throws Http2Exception {
            Http2Stream stream = connection().stream(id);
            Http2Call running = callOn(stream);
            if (running != null) {
                running.body().end(Http2Head.trailers(id, headers));
            } else if (stream != null) {
                begin(stream, headers, endStream);
            }
        }

        @Override
        public int onDataRead(ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean endStream) {
            Http2Call receiver = callOn(connection().stream(id));
            if (receiver == null) {
                return data.readableBytes() + padding;
            }
            if (data.isReadable()) {
                receiver.moved(data.readableBytes());
                receiver.body().data(data.retain());
            }
            if (endStream) {
                receiver.body().end(EmptyHttpHeaders.INSTANCE);
            }
            return padding;
        }

        @Override
        public void onWindowUpdateRead(ChannelHandlerContext context, int id, int increment) throws Http2Exception {
            if (id == 0) {
                connection().forEachActiveStream(stream -> {
                    moved(stream, increment);
                    return true;
                });
            } else {
                moved(connection().stream(id), increment);
            }
        }

        private void moved(@Nullable Http2Stream stream, int bytes) {
            Http2Call reading = callOn(stream);
            if (reading != null) {
                reading.moved(bytes);
            }
        }
    }

    private final class Events extends Http2EventAdapter {
        @Override
        public void onStreamClosed(Http2Stream stream) {
            Http2Call closed = stream.removeProperty(call);
            if (closed != null) {
                intake.admission().ended();
                closed.reply().gone();
                closed.body().fail(new ClosedChannelException());
            }
            idleSince = System.nanoTime();
        }
    }

    private void begin(Http2Stream stream, Http2Headers headers, boolean endStream) throws Http2Exception {
        deadline.inAtMost(SWEEP);
        meet(headers);
        Way way = new Way(stream);
        StrictHead strict;
        boolean head = HttpMethod.HEAD.asciiName().contentEquals(headers.method() == null ? "" : headers.method());
        Http2Reply reply = new Http2Reply(way, head);
        try {
            HttpRequest request = Http2Head.request(stream.id(), headers);
            strict = StrictHead.check(request, h -> intake.clients().resolve(peer, h));
        } catch (Refusal refusal) {
            refuse(reply, refusal);
            return;
        }
        if (!intake.admission().begin()) {
            refuse(reply, Refusal.overloaded());
            return;
        }
        boolean unsized = !strict.head().headers().contains(HttpHeaderNames.CONTENT_LENGTH);
        long declared = endStream ? 0 : unsized ? -1 : strict.length();
        Http2Body body = new Http2Body(declared, bytes -> consumed(stream, bytes), () -> {
            if (strict.expectsContinue() && !endStream) {
                reply.informational(HttpResponseStatus.CONTINUE, EmptyHttpHeaders.INSTANCE);
            }
        });
        if (endStream) {
            body.end(EmptyHttpHeaders.INSTANCE);
        }
        way.pace = new Pace(intake.limits());
        stream.setProperty(call, new Http2Call(stream, body, reply, way.pace));
        Exchange exchange =
                new Exchange(Ids.next(), intake.clock().instant(), strict.head(), strict.client(), body, reply);
        try {
            intake.handler().handle(exchange);
        } catch (RuntimeException e) {
            LOG.error("request {}: its handler failed", exchange.id(), e);
            refuse(reply, new Refusal(HttpResponseStatus.INTERNAL_SERVER_ERROR, "The gateway failed."));
        }
    }

    /** The first request completes what its client said in front of it. */
    private void meet(Http2Headers first) {
        if (peer.manner().http2().isEmpty() && !greeting.frames().isEmpty()) {
            peer = peer.with(
                    new Manner(peer.manner().ja4(), greeting.frames() + "|" + Http2Head.orderOfPseudoHeaders(first)));
        }
    }

    private static void refuse(Http2Reply reply, Refusal refusal) {
        if (reply.hasBegun()) {
            reply.abort();
        } else {
            reply.send(refusal.status(), refusal.headers(), refusal.problem());
        }
    }

    /** A body's bytes were taken: the client may send as many more. */
    private void consumed(Http2Stream stream, int bytes) {
        try {
            if (decoder().flowController().consumeBytes(stream, bytes)) {
                flushSoon();
            }
        } catch (Http2Exception e) {
            onError(ctx, true, e);
        }
    }

    /** What many streams write in one turn of the loop leaves together. */
    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            ctx.channel().eventLoop().execute(() -> {
                flushing = false;
                flush(ctx);
            });
        }
    }

    /** The connection, as one stream's reply sees it. */
    private final class Way implements Http2Reply.Stream {
        private final Http2Stream stream;
        private @Nullable Pace pace;

        Way(Http2Stream stream) {
            this.stream = stream;
        }

        @Override
        public EventLoop eventLoop() {
            return ctx.channel().eventLoop();
        }

        @Override
        public void headers(Http2Headers headers, boolean last) {
            sent(encoder().writeHeaders(ctx, stream.id(), headers, 0, last, ctx.newPromise()), last);
        }

        @Override
        public void data(ByteBuf chunk, boolean last) {
            meter.moved(chunk.readableBytes());
            sent(encoder().writeData(ctx, stream.id(), chunk, 0, last, ctx.newPromise()), last);
        }

        @Override
        public void flush() {
            flushSoon();
        }

        @Override
        public boolean isWritable() {
            return encoder().flowController().isWritable(stream);
        }

        @Override
        public @Nullable String tlsVersion() {
            SslHandler tls = ctx.pipeline().get(SslHandler.class);
            return tls == null ? null : tls.engine().getSession().getProtocol();
        }

        /** RFC 9113, 8.1: with the answer complete, the client need not send what nobody takes. A reset before that would destroy what of the answer still waits for its window. */
        private void sent(ChannelFuture written, boolean last) {
            if (last && stream.state().remoteSideOpen()) {
                written.addListener(done -> {
                    if (stream.state().remoteSideOpen()) {
                        resetStream(ctx, stream.id(), NO_ERROR.code(), ctx.newPromise());
                        flushSoon();
                    }
                });
            }
        }

        @Override
        public void reset() {
            resetStream(ctx, stream.id(), INTERNAL_ERROR.code(), ctx.newPromise());
            flushSoon();
        }
    }

    /** Every second while a stream is open, and when a connection without one has had its time. */
    private void sweep() {
        long now = System.nanoTime();
        if (connection().numActiveStreams() == 0) {
            long left = idleSince + intake.limits().idle().toNanos() - now;
            if (!prefaceArrived() || left <= 0) {
                leave();
            } else {
                deadline.in(Duration.ofNanos(left));
            }
            return;
        }
        if (channelIsStuck(now)) {
            ctx.channel().unsafe().close(ctx.newPromise());
            return;
        }
        for (Http2Call slow : slowCalls(now)) {
            if (slow.reply().hasBegun()) {
                resetStream(ctx, slow.stream().id(), ENHANCE_YOUR_CALM.code(), ctx.newPromise());
                flushSoon();
            } else {
                refuse(
                        slow.reply(),
                        new Refusal(HttpResponseStatus.REQUEST_TIMEOUT, "The request took too long to arrive."));
                slow.body().fail(new IOException("the client sent too slowly"));
            }
        }
        deadline.in(SWEEP);
    }

    private boolean prefaceArrived() {
        return decoder().prefaceReceived();
    }

    /** Whether the client takes what is written to it, as far as the socket tells. */
    private boolean channelIsStuck(long now) {
        long before = pendingBytes;
        var buffer = ctx.channel().unsafe().outboundBuffer();
        pendingBytes = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        if (ctx.channel().isWritable()) {
            channelPace.stop();
        } else {
            channelPace.start(now);
            channelPace.moved(Math.max(0, before - pendingBytes));
        }
        return channelPace.isTooSlow(now);
    }

    private List<Http2Call> slowCalls(long now) {
        List<Http2Call> slow = new ArrayList<>(0);
        try {
            connection().forEachActiveStream(stream -> {
                Http2Call running = callOn(stream);
                if (running != null && running.isTooSlow(now) && ctx.channel().isWritable()) {
                    slow.add(running);
                }
                return true;
            });
        } catch (Http2Exception e) {
            throw new IllegalStateException("the visitor throws nothing", e);
        }
        return slow;
    }

    private void tooManyFrames() {
        LOG.info("connection of {} closed: HTTP/2 frames that ask for nothing, one after the other", peer.address());
        goAway(
                ctx,
                connection().remote().lastStreamCreated(),
                ENHANCE_YOUR_CALM.code(),
                Unpooled.EMPTY_BUFFER,
                ctx.newPromise());
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext context,
            boolean outbound,
            Throwable cause,
            Http2Exception.StreamException exception) {
        meter.reset();
        super.onStreamError(context, outbound, cause, exception);
    }

    @Override
    public void drain() {
        if (draining) {
            return;
        }
        draining = true;
        goAway(ctx, Integer.MAX_VALUE, NO_ERROR.code(), Unpooled.EMPTY_BUFFER, ctx.newPromise());
        flush(ctx);
        ctx.channel().eventLoop().schedule(this::leave, LAST_CALL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** GOAWAY; closed when the last stream is. */
    private void leave() {
        if (ctx.channel().isActive()) {
            ctx.channel().close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        deadline.close();
        super.channelInactive(context);
    }
}
