package io.gatehouse.gateway.flow.respond.forward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** The end of a connection to an upstream: passes what arrives to whoever uses it now. Something that arrives while nobody does ends the connection. */
final class OriginHandler extends ChannelInboundHandlerAdapter {
    /** Who uses the connection. */
    interface User {
        void head(HttpResponse response);

        /** Takes ownership. */
        void content(HttpContent content);

        /** Bytes after a switch of protocols. Takes ownership. */
        void raw(ByteBuf bytes);

        void readComplete();

        void writable();

        /** The connection is gone, or what came was not HTTP. */
        void broken(String why);
    }

    private @Nullable User user;

    void use(@Nullable User newUser) {
        user = newUser;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        User current = user;
        if (current == null) {
            ReferenceCountUtil.release(message);
            ctx.close();
        } else if (message instanceof ByteBuf bytes) {
            current.raw(bytes);
        } else if (message instanceof HttpObject object
                && object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            broken("what it sent is not HTTP/1.1");
            ctx.close();
        } else {
            if (message instanceof HttpResponse response) {
                current.head(response);
            }
            if (message instanceof HttpContent content) {
                current.content(content);
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (user != null) {
            user.readComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (user != null && ctx.channel().isWritable()) {
            user.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        broken("it closed the connection before its answer was complete");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        broken(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        ctx.close();
    }

    private void broken(String why) {
        User current = user;
        user = null;
        if (current != null) {
            current.broken(why);
        }
    }
}
