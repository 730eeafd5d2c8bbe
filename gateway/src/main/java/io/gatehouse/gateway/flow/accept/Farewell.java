package io.gatehouse.gateway.flow.accept;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;

/**
 * The end of a connection whose client is still sending. Closing at once would reset it, and the reset can overtake the last answer; so we say that we are done, and for a
 * little while throw away what comes (RFC 9112, 9.6).
 */
final class Farewell extends ChannelInboundHandlerAdapter {
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final int MOST_DISCARDED = 1024 * 1024;

    private int discarded;

    private Farewell() {}

    static void discardRestAndClose(ChannelHandlerContext connection, Deadline deadline) {
        deadline.in(LONGEST);
        SslHandler tls = connection.pipeline().get(SslHandler.class);
        String first = tls == null ? null : connection.pipeline().context(tls).name();
        if (first == null) {
            connection.pipeline().addFirst(new Farewell());
        } else {
            connection.pipeline().addAfter(first, null, new Farewell());
        }
        connection.channel().config().setAutoRead(true);
        connection.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
            if (!sent.isSuccess() || tls != null || !(connection.channel() instanceof DuplexChannel duplex)) {
                connection.close();
            } else {
                duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        discarded += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        ReferenceCountUtil.release(message);
        if (discarded > MOST_DISCARDED) {
            context.close();
        }
    }
}
