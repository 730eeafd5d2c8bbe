package io.gatehouse.gateway.flow.respond.forward;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One server of an upstream as one event loop sees it: its connections, the idle ones last in first out, and whether it lately failed. */
final class OriginServer {
    /** Below the five seconds after which Node and others drop an idle connection: a request must not meet a closing door. */
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(4);
    /** How long a server that refused a connection is passed over while there are others. */
    private static final Duration SHUNNED = Duration.ofSeconds(5);

    private static final int MOST_IDLE = 256;
    private static final int LARGEST_HEAD = 64 * 1024;

    private final URI uri;
    private final boolean tls;
    private final InetSocketAddress address;
    private final Bootstrap bootstrap;
    private final Deque<OriginConnection> idle = new ArrayDeque<>();
    private final List<OriginConnection> busy = new ArrayList<>();
    private long shunnedUntil;
    private int outstanding;

    /** @param base knows the event loop, the kind of channel and the connect timeout */
    OriginServer(URI uri, Bootstrap base, SslContext tlsContext) {
        this.uri = uri;
        tls = "https".equals(uri.getScheme());
        String host = uri.getHost().replaceAll("^\\[|]$", "");
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        boolean literal = NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
        address = literal ? new InetSocketAddress(host, port) : InetSocketAddress.createUnresolved(host, port);
        bootstrap = base.clone().handler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                if (tls) {
                    channel.pipeline().addLast(tlsContext.newHandler(channel.alloc(), host, port));
                }
                HttpDecoderConfig limits = new HttpDecoderConfig()
                        .setMaxInitialLineLength(LARGEST_HEAD)
                        .setMaxHeaderSize(LARGEST_HEAD)
                        .setMaxChunkSize(64 * 1024);
                channel.pipeline().addLast(new HttpClientCodec(limits, false, false));
                channel.pipeline().addLast(new OriginConnection(OriginServer.this));
            }
        });
    }

    int outstanding() {
        return outstanding;
    }

    boolean isShunned(long now) {
        return now - shunnedUntil < 0;
    }

    long shunnedUntil() {
        return shunnedUntil;
    }

    void shun(long now) {
        shunnedUntil = now + SHUNNED.toNanos();
    }

    /** The connection used last: the least likely to be stale, and the others may go. */
    @Nullable
    OriginConnection pollIdle() {
        for (OriginConnection newest = idle.pollLast(); newest != null; newest = idle.pollLast()) {
            if (newest.channel().isActive()) {
                occupied(newest);
                return newest;
            }
        }
        return null;
    }

    ChannelFuture connect() {
        outstanding++;
        return bootstrap.connect(address);
    }

    void connectFailed() {
        outstanding--;
    }

    void connected(OriginConnection connection) {
        busy.add(connection);
    }

    private void occupied(OriginConnection connection) {
        outstanding++;
        busy.add(connection);
    }

    void release(OriginConnection connection) {
        outstanding--;
        busy.remove(connection);
        if (idle.size() >= MOST_IDLE) {
            connection.channel().close();
        } else {
            connection.deadline(System.nanoTime() + LONGEST_IDLE.toNanos());
            idle.addLast(connection);
        }
    }

    void closed(OriginConnection connection) {
        if (busy.remove(connection)) {
            outstanding--;
        } else {
            idle.remove(connection);
        }
    }

    /** Ends what has waited too long. Returns whether any connection is left. */
    boolean sweep(long now) {
        for (OriginConnection oldest = idle.peekFirst();
                oldest != null && oldest.isOverdue(now);
                oldest = idle.peekFirst()) {
            idle.removeFirst();
            oldest.channel().close();
        }
        for (OriginConnection connection : List.copyOf(busy)) {
            if (connection.isOverdue(now)) {
                connection.expire();
            }
        }
        return outstanding > 0 || !idle.isEmpty();
    }

    /** Whether TLS, where there is any, has proven who the server is. */
    static void whenReady(Channel channel, Consumer<@Nullable Throwable> then) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler == null) {
            then.accept(null);
        } else {
            handler.handshakeFuture().addListener(done -> then.accept(done.cause()));
        }
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
