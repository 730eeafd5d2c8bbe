package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Connections to the upstreams' servers. Each event loop has its own idle ones, so that none is shared between threads; the one used last is used first, so that what is not
 * needed grows old and is closed.
 */
final class Origins {
    private static final int MOST_IDLE = 64;

    private record Place(EventLoop loop, URI server) {}

    private final Transport transport;
    private final Config.Limits limits;
    private final SslContext tls;
    private final Map<Place, Deque<Channel>> idle = new ConcurrentHashMap<>();

    Origins(Transport transport, Config.Limits limits) {
        this.transport = transport;
        this.limits = limits;
        try {
            this.tls = SslContextBuilder.forClient()
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /** Hands over an idle connection, or null where none is. Called on the loop. */
    @Nullable
    Channel takeIdle(EventLoop loop, URI server) {
        Deque<Channel> waiting = idle.get(new Place(loop, server));
        while (waiting != null && !waiting.isEmpty()) {
            Channel channel = waiting.pop();
            if (channel.isActive()) {
                return channel;
            }
        }
        return null;
    }

    /** Opens a connection; the listener is called on the loop with it, or with why not. */
    void connect(EventLoop loop, URI server, BiConsumer<@Nullable Channel, @Nullable Throwable> listener) {
        boolean secure = "https".equals(server.getScheme());
        int port = server.getPort() > 0 ? server.getPort() : secure ? 443 : 80;
        new Bootstrap()
                .group(loop)
                .channel(transport.client())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.connect().toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (secure) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc(), server.getHost(), port));
                        }
                        channel.pipeline()
                                .addLast(new HttpClientCodec(8192, limits.header() * 4, 16 * 1024, true))
                                .addLast(new OriginHandler());
                    }
                })
                .connect(server.getHost(), port)
                .addListener((io.netty.channel.ChannelFuture connected) ->
                        listener.accept(connected.isSuccess() ? connected.channel() : null, connected.cause()));
    }

    /** Takes back a connection whose answer was read to its end. Called on the loop. */
    void putBack(URI server, Channel channel) {
        Deque<Channel> waiting =
                idle.computeIfAbsent(new Place(channel.eventLoop(), server), place -> new ArrayDeque<>());
        if (channel.isActive() && waiting.size() < MOST_IDLE) {
            channel.config().setAutoRead(true);
            waiting.push(channel);
        } else {
            channel.close();
        }
    }
}
