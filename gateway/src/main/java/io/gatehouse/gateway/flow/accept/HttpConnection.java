package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.ExchangeHandler;
import io.gatehouse.gateway.exchange.Ids;
import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.CharsetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * One client connection that speaks HTTP/1.1: requests come in, one is served at a time, pipelined ones wait unread. Owned by its event loop.
 *
 * <p>Life: between requests {@code current} is null. A request's head sets it; its reply's end, once the request too is read to its end, clears it, and the request that
 * waited is served. Whatever is malformed is answered once and ends the connection.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final int MOST_DISCARDED = 256 * 1024;

    private final Config.Limits limits;
    private final ClientAddress addresses;
    private final boolean tls;
    private final InstantSource clock;
    private final ExchangeHandler handler;

    private @Nullable Http1Exchange current;
    private @Nullable HttpRequest next;
    private int discarded;

    HttpConnection(
            Config.Limits limits, ClientAddress addresses, boolean tls, InstantSource clock, ExchangeHandler handler) {
        this.limits = limits;
        this.addresses = addresses;
        this.tls = tls;
        this.clock = clock;
        this.handler = handler;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf raw) {
            tunnelled(raw);
        } else if (message instanceof HttpRequest request) {
            if (current == null) {
                serve(ctx, request);
            } else {
                next = request;
                ctx.channel().config().setAutoRead(false);
            }
        } else if (message instanceof HttpContent content) {
            body(ctx, content);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void serve(ChannelHandlerContext ctx, HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            refuse(ctx, malformed(request.decoderResult().cause()));
            return;
        }
        Client client = addresses.resolve(
                ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress(), tls, request.headers());
        try {
            RequestHead head = StrictHead.check(request, client.secure());
            Http1Exchange exchange = new Http1Exchange(ctx, request, () -> served(ctx));
            current = exchange;
            if (!exchange.isEmpty()) {
                ctx.channel().config().setAutoRead(false);
            }
            handler.handle(new Exchange(Ids.next(), clock.instant(), head, client, exchange, exchange));
        } catch (Refusal refusal) {
            refuse(ctx, refusal);
        }
    }

    private void body(ChannelHandlerContext ctx, HttpContent content) {
        Http1Exchange exchange = current;
        if (exchange == null) {
            content.release();
        } else if (content.decoderResult().isFailure()) {
            content.release();
            boolean answerable = exchange.broken(new IllegalStateException("the request's body is malformed"));
            if (answerable) {
                refuse(ctx, Refusal.badRequest("the request's body is malformed"));
            } else {
                ctx.close();
            }
        } else {
            discarded += exchange.hasEnded() ? content.content().readableBytes() : 0;
            exchange.body(content);
            if (discarded > MOST_DISCARDED) {
                ctx.close();
            } else if (content instanceof LastHttpContent && exchange.hasEnded()) {
                served(ctx);
            }
        }
    }

    private void tunnelled(ByteBuf raw) {
        if (current == null) {
            raw.release();
        } else {
            current.raw(raw);
        }
    }

    /** The reply has ended: the next request may come, if this one is read to its end. */
    private void served(ChannelHandlerContext ctx) {
        Http1Exchange exchange = current;
        if (exchange == null) {
            return;
        }
        if (!exchange.keepsAlive()) {
            current = null;
            ctx.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        if (!exchange.isRead()) {
            ctx.channel().config().setAutoRead(true);
            return;
        }
        current = null;
        discarded = 0;
        HttpRequest waiting = next;
        next = null;
        if (waiting != null) {
            serve(ctx, waiting);
        }
        // Only now: reading on may bring the request after the one that waited.
        if (current == null || current.isEmpty()) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    private void refuse(ChannelHandlerContext ctx, Refusal refusal) {
        current = null;
        ctx.channel().config().setAutoRead(false);
        String text = "{\"type\":\"about:blank\",\"status\":" + refusal.status().code() + ",\"title\":\""
                + refusal.status().reasonPhrase() + "\",\"detail\":\"" + refusal.getMessage() + "\"}\n";
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                refusal.status(),
                io.netty.buffer.Unpooled.copiedBuffer(text, CharsetUtil.US_ASCII));
        response.headers()
                .set("Content-Type", "application/problem+json")
                .set("Content-Length", response.content().readableBytes())
                .set("Connection", "close");
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private Refusal malformed(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new Refusal(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Refusal(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "the headers have more than " + limits.header() + " bytes");
        }
        return Refusal.badRequest("the request is not valid HTTP/1.1");
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (current != null && ctx.channel().isWritable()) {
            current.writable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent && (current == null || (!current.hasBegun() && !current.isRead()))) {
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Http1Exchange exchange = current;
        current = null;
        if (exchange != null) {
            exchange.gone();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A broken connection or TLS record: nothing to tell anybody; channelInactive follows.
        ctx.close();
    }
}
