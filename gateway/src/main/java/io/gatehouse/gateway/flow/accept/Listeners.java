package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.config.Cidr;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.ExchangeHandler;
import io.gatehouse.gateway.exchange.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The addresses the gateway listens on, and the connections that came in there. */
public final class Listeners implements AutoCloseable {
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final List<Channel> servers = new ArrayList<>();

    private Listeners() {}

    /** Binds every listener; none if one cannot be bound. */
    public static Listeners start(
            List<Config.Listener> listeners,
            List<Cidr> trustedProxies,
            Config.Limits limits,
            Transport transport,
            InstantSource clock,
            ExchangeHandler handler)
            throws IOException {
        Listeners started = new Listeners();
        ClientAddress addresses = new ClientAddress(trustedProxies);
        try {
            for (Config.Listener listener : listeners) {
                SslContext tls = listener.tls() == null ? null : tls(listener.tls());
                started.bind(listener, transport, new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        started.admit(
                                channel,
                                tls,
                                limits,
                                new HttpConnection(limits, addresses, tls != null, clock, handler));
                    }
                });
            }
        } catch (IOException e) {
            started.close();
            throw e;
        }
        return started;
    }

    private void bind(Config.Listener listener, Transport transport, ChannelInitializer<Channel> initializer)
            throws IOException {
        var bound = new ServerBootstrap()
                .group(transport.loops())
                .channel(transport.server())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(initializer)
                .bind(listener.address())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + listener.address().getHostString() + ":"
                            + listener.address().getPort() + ": "
                            + bound.cause().getMessage() + "; stop what uses it, or choose another port",
                    bound.cause());
        }
        servers.add(bound.channel());
    }

    private void admit(Channel channel, @Nullable SslContext tls, Config.Limits limits, HttpConnection connection) {
        if (connections.size() >= limits.connections()) {
            channel.close();
            return;
        }
        connections.add(channel);
        if (tls != null) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
        }
        HttpDecoderConfig strict = new HttpDecoderConfig()
                .setMaxInitialLineLength(Math.min(8192, limits.header()))
                .setMaxHeaderSize(limits.header())
                .setValidateHeaders(true)
                .setAllowDuplicateContentLengths(false);
        channel.pipeline()
                .addLast(new HeaderDeadline(limits.headerTimeout()))
                .addLast(new HttpServerCodec(strict))
                .addLast(new FlowControlHandler())
                .addLast(new IdleStateHandler(0, 0, limits.idle().toMillis(), TimeUnit.MILLISECONDS))
                .addLast(connection);
    }

    private static SslContext tls(Config.Tls files) throws IOException {
        try {
            return SslContextBuilder.forServer(
                            files.certificate().toFile(), files.key().toFile())
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    files.certificate() + ", " + files.key()
                            + ": not a PEM certificate chain with its unencrypted PKCS#8 key",
                    e);
        }
    }

    /** Where it listens, in the order of the configuration. */
    public List<InetSocketAddress> addresses() {
        return servers.stream()
                .map(server -> (InetSocketAddress) server.localAddress())
                .toList();
    }

    @Override
    public void close() {
        servers.forEach(server -> server.close().awaitUninterruptibly());
        connections.close().awaitUninterruptibly();
    }
}
