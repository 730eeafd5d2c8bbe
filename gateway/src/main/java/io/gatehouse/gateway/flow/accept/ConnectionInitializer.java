package io.gatehouse.gateway.flow.accept;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** Furnishes each accepted connection, or shows it the door when there are too many. */
final class ConnectionInitializer extends ChannelInitializer<Channel> {
    private final Intake intake;
    private final @Nullable SslContext tls;
    private final ChannelGroup open;

    ConnectionInitializer(Intake intake, @Nullable SslContext tls, ChannelGroup open) {
        this.intake = intake;
        this.tls = tls;
        this.open = open;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (open.size() >= intake.limits().connections()) {
            channel.unsafe().closeForcibly();
            return;
        }
        open.add(channel);
        if (tls != null) {
            SslHandler handler = tls.newHandler(channel.alloc());
            handler.setHandshakeTimeoutMillis(intake.limits().headerTimeout().toMillis());
            channel.pipeline().addLast(handler);
        }
        channel.pipeline().addLast("connection", new HttpConnection(intake));
    }
}
