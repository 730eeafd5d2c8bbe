package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.Ids;
import io.gatehouse.gateway.http1.MessageBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's HTTP/1 connection: one exchange after the other, each begun when the one before is done both ways. Lives on its event loop, which is the only thread
 * that touches it; closed by the client, by a deadline, by {@code Connection: close}, or by the gateway's going down.
 *
 * <pre>
 * HEAD --request--> EXCHANGE --reply ended, body read--> HEAD
 *                   EXCHANGE --switchProtocols--> TUNNEL
 * HEAD, EXCHANGE --refused, last answer--> LEAVING --answer sent, client's rest discarded--> closed
 * </pre>
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements ClientConnection {
    private static final Logger LOG = LoggerFactory.getLogger(Http1Connection.class);

    private enum Turn {
        HEAD,
        EXCHANGE,
        TUNNEL,
        LEAVING
    }

    private final Intake intake;
    private final Peer peer;
    private final RequestDecoder decoder;
    private Turn turn = Turn.HEAD;
    private final Pace pace;
    private boolean admitted;
    private boolean keepAlive;
    private long pendingAtStart;
    private boolean continueExpected;
    private @Nullable Http1Body body;
    private @Nullable Http1Reply reply;
    private ChannelHandlerContext ctx;
    private Deadline deadline;

    @SuppressWarnings("NullAway.Init") // context and deadline come with handlerAdded, before anything else happens
    Http1Connection(Intake intake, Peer peer) {
        this.intake = intake;
        this.peer = peer;
        pace = new Pace(intake.limits());
        decoder = new RequestDecoder(intake.limits().header());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        added.pipeline().addBefore(added.name(), "decoder", decoder);
        deadline = new Deadline(added.channel().eventLoop(), this::expired);
        deadline.in(intake.limits().headerTimeout());
    }

    /** Its client turned out to speak another protocol. */
    void replaced() {
        deadline.close();
        ctx.pipeline().remove(decoder);
        ctx.pipeline().remove(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (turn == Turn.TUNNEL && message instanceof ByteBuf bytes) {
            if (body != null) {
                body.data(bytes);
            }
        } else if (turn == Turn.LEAVING) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof Refusal refusal) {
            refuse(refusal);
        } else if (message instanceof HttpRequest request) {
            begin(request);
        } else {
            content((HttpContent) message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (turn == Turn.HEAD && decoder.isMidHead()) {
            deadline.inAtMost(intake.limits().headerTimeout());
        }
    }

    private void begin(HttpRequest request) {
        StrictHead strict;
        try {
            if (request.decoderResult().isFailure()) {
                ReferenceCountUtil.release(request);
                throw Refusal.malformed("The request is not HTTP/1.1.");
            }
            strict = StrictHead.check(request, headers -> intake.clients().resolve(peer, headers));
        } catch (Refusal refusal) {
            refuse(refusal);
            return;
        }
        if (!intake.admission().begin()) {
            refuse(Refusal.overloaded());
            return;
        }
        admitted = true;
        turn = Turn.EXCHANGE;
        keepAlive = strict.keepAlive();
        continueExpected = strict.expectsContinue();
        boolean http11 = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        Http1Body incoming = new Http1Body(this, strict.length());
        Http1Reply outgoing = new Http1Reply(this, http11, request.method().equals(HttpMethod.HEAD));
        body = incoming;
        reply = outgoing;
        rearm();
        Exchange exchange =
                new Exchange(Ids.next(), intake.clock().instant(), strict.head(), strict.client(), incoming, outgoing);
        try {
            intake.handler().handle(exchange);
        } catch (RuntimeException e) {
            LOG.error("request {}: its handler failed", exchange.id(), e);
            broken(new Refusal(HttpResponseStatus.INTERNAL_SERVER_ERROR, "The gateway failed."), e);
        }
    }

    private void content(HttpContent content) {
        Http1Body receiver = body;
        if (receiver == null || receiver.isComplete()) {
            content.release();
        } else if (content.decoderResult().isFailure()) {
            content.release();
            broken(
                    Refusal.malformed("The body's chunks are malformed."),
                    content.decoderResult().cause());
        } else {
            boolean last = content instanceof LastHttpContent;
            pace.moved(content.content().readableBytes());
            if (content.content().isReadable()) {
                receiver.data(content.content());
            } else {
                content.release();
            }
            if (last) {
                receiver.end(((LastHttpContent) content).trailingHeaders());
                if (reply != null && reply.isEnded()) {
                    next();
                }
            }
            rearm();
        }
    }

    /** Nothing sensible can follow on this connection: tells both ends of the exchange, and the client if it can still be told. */
    private void broken(Refusal refusal, Throwable cause) {
        boolean answered = reply != null && reply.hasBegun();
        endExchange(cause);
        if (answered) {
            abort();
        } else {
            refuse(refusal);
        }
    }

    private void endExchange(Throwable cause) {
        Http1Body receiver = body;
        Http1Reply sender = reply;
        forget();
        turn = Turn.LEAVING;
        if (receiver != null && sender != null) {
            sender.gone();
            receiver.fail(cause);
        }
    }

    private void refuse(Refusal refusal) {
        byte[] problem = refusal.problem();
        HttpHeaders headers = refusal.headers().set(HttpHeaderNames.CONTENT_LENGTH, problem.length);
        MessageBytes answer = new MessageBytes(ctx.alloc(), this::write);
        answer.answer(refusal.status(), headers, MessageBytes.Connection.CLOSED, false, true);
        answer.body(Unpooled.wrappedBuffer(problem));
        answer.end(EmptyHttpHeaders.INSTANCE);
        turn = Turn.LEAVING;
        flush();
        Farewell.discardRestAndClose(ctx, deadline);
    }

    Channel channel() {
        return ctx.channel();
    }

    void bodyWanted() {
        if (continueExpected && reply != null && !reply.hasBegun()) {
            continueExpected = false;
            write(MessageBytes.continues());
            flush();
        }
        if (turn == Turn.TUNNEL) {
            if (ctx.pipeline().context(decoder) != null) {
                ctx.pipeline().remove(decoder);
            }
            ctx.channel().config().setAutoRead(true);
        } else {
            proceed();
        }
        rearm();
    }

    void bodyPaused() {
        if (turn == Turn.TUNNEL) {
            ctx.channel().config().setAutoRead(false);
        } else {
            decoder.hold();
        }
        rearm();
    }

    void tooMuchToDiscard() {
        leave();
    }

    void closeAfterReply() {
        keepAlive = false;
    }

    /** Whether the connection lives on after the reply that is about to begin. */
    boolean decideKeepAlive() {
        if (body != null
                && !body.isComplete()
                && (continueExpected || (body.isUntaken() && !body.isCheapToDiscard()))) {
            keepAlive = false;
        }
        continueExpected = false;
        keepAlive &= !intake.goingDown().getAsBoolean();
        return keepAlive;
    }

    /** Takes ownership. */
    void write(ByteBuf bytes) {
        pace.moved(bytes.readableBytes());
        ctx.write(bytes, ctx.voidPromise());
    }

    void flush() {
        ctx.flush();
    }

    void switchProtocols() {
        turn = Turn.TUNNEL;
        keepAlive = false;
        flush();
        if (body != null) {
            body.reopen();
        }
    }

    void replyEnded() {
        if (!keepAlive) {
            leave();
        } else if (body != null && !body.isComplete()) {
            body.discard();
        } else {
            next();
        }
    }

    /** Breaks off so that no client can take what it got for the whole: a reset, and over TLS no closing word. */
    void abort() {
        endExchange(new ClosedChannelException());
        deadline.close();
        ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        ctx.channel().unsafe().close(ctx.channel().voidPromise());
    }

    private void forget() {
        body = null;
        reply = null;
        pace.stop();
        if (admitted) {
            admitted = false;
            intake.admission().ended();
        }
    }

    private void next() {
        forget();
        turn = Turn.HEAD;
        if (!keepAlive || intake.goingDown().getAsBoolean()) {
            leave();
            return;
        }
        deadline.in(intake.limits().idle());
        proceed();
    }

    private void proceed() {
        try {
            decoder.proceed();
        } catch (Exception e) {
            exceptionCaught(ctx, e);
        }
    }

    private void leave() {
        boolean more = (body != null && !body.isComplete()) || (turn != Turn.TUNNEL && decoder.hasWaiting());
        turn = Turn.LEAVING;
        forget();
        if (more) {
            Farewell.discardRestAndClose(ctx, deadline);
        } else {
            deadline.in(intake.limits().idle());
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /**
     * A connection between two requests is not closed at once: a client that just sent the next one could not know whether it was served. It has a moment to come, and its answer says that it was the last.
     */
    @Override
    public void drain() {
        if (turn == Turn.HEAD && !decoder.isMidHead()) {
            deadline.inAtMost(LAST_CALL);
        }
    }

    private void rearm() {
        if (turn == Turn.EXCHANGE || turn == Turn.TUNNEL) {
            // A conversation, in which both sides have begun to speak, has the pace that its parties give it.
            boolean sends = turn == Turn.EXCHANGE
                    && body != null
                    && body.isAwaited()
                    && (reply == null || !reply.hasBegun() || reply.isEnded());
            if (!sends && ctx.channel().isWritable()) {
                pace.stop();
                deadline.none();
            } else if (!pace.isRunning()) {
                pace.start(System.nanoTime());
                pendingAtStart = pendingBytes();
                deadline.in(pace.period());
            }
        }
    }

    private long pendingBytes() {
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    private void expired() {
        if (pace.isRunning()) {
            long pending = pendingBytes();
            pace.moved(pendingAtStart - pending);
            pendingAtStart = pending;
            if (!pace.isTooSlow(System.nanoTime())) {
                deadline.in(pace.period());
                return;
            }
        }
        Refusal late = new Refusal(HttpResponseStatus.REQUEST_TIMEOUT, "The request took too long to arrive.");
        switch (turn) {
            case HEAD -> {
                if (decoder.isMidHead()) {
                    refuse(late);
                } else {
                    ctx.close();
                }
            }
            case EXCHANGE -> broken(late, new IOException("the client sent or took too little for too long"));
            case TUNNEL, LEAVING -> abort();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        rearm();
        if (context.channel().isWritable() && reply != null) {
            reply.becameWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deadline.close();
        endExchange(new ClosedChannelException());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        boolean ordinary = cause instanceof IOException || cause.getCause() instanceof IOException;
        if (ordinary) {
            LOG.debug("connection of {}: {}", peer.address(), cause.toString());
        } else {
            LOG.warn("connection of {} closed after a failure", peer.address(), cause);
        }
        context.close();
    }
}
