package io.gatehouse.gateway.flow.accept;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Furnishes each accepted connection, or shows it the door when there are too many: PROXY header, TLS, then HTTP/1 or HTTP/2. */
final class ConnectionInitializer extends ChannelInitializer<Channel> {
    private final Intake intake;
    private final @Nullable ListenerTls tls;
    private final boolean proxied;
    private final ChannelGroup open;

    ConnectionInitializer(Intake intake, @Nullable ListenerTls tls, boolean proxied, ChannelGroup open) {
        this.intake = intake;
        this.tls = tls;
        this.proxied = proxied;
        this.open = open;
    }

    @Override
    protected void initChannel(Channel channel) {
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        if (remote == null || !intake.admission().enter()) {
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> intake.admission().left());
        open.add(channel);
        InetAddress peer = remote.getAddress();
        if (!proxied) {
            furnish(channel, peer);
        } else if (intake.clients().isTrusted(peer)) {
            channel.pipeline().addLast(new ProxyHeader(intake, peer, this::furnish));
        } else {
            channel.close();
        }
    }

    private void furnish(ChannelHandlerContext context, InetAddress peer) {
        furnish(context.channel(), peer);
    }

    private void furnish(Channel channel, InetAddress peer) {
        if (!intake.admission().enter(peer)) {
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> intake.admission().left(peer));
        if (tls != null) {
            HelloReader hello = new HelloReader();
            if (intake.fingerprints()) {
                channel.pipeline().addLast(hello);
            }
            channel.pipeline().addLast(tls.handler(channel)).addLast(new AlpnChoice(intake, peer, hello));
        } else {
            Peer inClear = new Peer(peer, false, null);
            channel.pipeline()
                    .addLast(new PrefaceChoice(intake, inClear))
                    .addLast("connection", new Http1Connection(intake, inClear));
        }
    }
}
