package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.config.Cidr;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.ExchangeHandler;
import io.gatehouse.gateway.exchange.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway's open ports and the connections that came in there. Closed once; closing lets what runs come to its end, within a bound. */
public final class Listeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final Duration GRACE = Duration.ofSeconds(10);
    /** How often certificates are looked at. */
    private static final Duration FILES_READ = Duration.ofSeconds(2);

    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private volatile boolean goingDown;
    private final List<Channel> servers = new ArrayList<>();
    private final List<ListenerTls> tls = new ArrayList<>();
    private final ScheduledExecutorService files =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("tls-files", true));

    private Listeners() {}

    /**
     * Opens every listener.
     *
     * @param fingerprints whether it is noted how clients speak, TLS and HTTP/2
     * @throws IOException saying which address or certificate cannot be used, and what would help; then nothing is open
     */
    public static Listeners start(
            List<Config.Listener> listeners,
            List<Cidr> trustedProxies,
            Config.Limits limits,
            Transport transport,
            InstantSource clock,
            boolean fingerprints,
            ExchangeHandler handler)
            throws IOException {
        Listeners started = new Listeners();
        ClientAddress clients = new ClientAddress(trustedProxies);
        Intake intake = new Intake(
                handler, limits, clients, new Admission(limits, clients), clock, fingerprints, () -> started.goingDown);
        try {
            for (Config.Listener listener : listeners) {
                started.open(listener, intake, transport);
            }
        } catch (IOException e) {
            started.close();
            throw e;
        }
        return started;
    }

    /** Where each listener of the configuration listens, in its order; a configured port 0 is the one that was free. */
    public List<InetSocketAddress> addresses() {
        return servers.stream()
                .map(server -> (InetSocketAddress) server.localAddress())
                .toList();
    }

    private void open(Config.Listener listener, Intake intake, Transport transport) throws IOException {
        ListenerTls security = null;
        if (listener.tls() != null) {
            security = new ListenerTls(listener.tls(), intake.limits().headerTimeout());
            tls.add(security);
            files.scheduleWithFixedDelay(
                    security::refresh, FILES_READ.toMillis(), FILES_READ.toMillis(), TimeUnit.MILLISECONDS);
        }
        ChannelFuture bound = transport
                .listening()
                .option(ChannelOption.SO_BACKLOG, 4096)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ConnectionInitializer(intake, security, listener.proxyProtocol(), open))
                .bind(listener.address())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + spelt(listener.address()) + " ("
                            + bound.cause().getMessage()
                            + "): is another program, or another gatehouse, using it? Stop that one, or give another address under 'listen'",
                    bound.cause());
        }
        servers.add(bound.channel());
        LOG.info("listening on {}{}", security == null ? "" : "TLS ", spelt((InetSocketAddress)
                bound.channel().localAddress()));
    }

    private static String spelt(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    /** Stops accepting, lets running exchanges end for at most ten seconds, then closes everything. */
    @Override
    public void close() {
        goingDown = true;
        servers.forEach(server -> server.close().awaitUninterruptibly());
        for (Channel channel : open) {
            channel.eventLoop().execute(() -> {
                if (channel.pipeline().get("connection") instanceof ClientConnection connection) {
                    connection.drain();
                }
            });
        }
        if (!open.newCloseFuture().awaitUninterruptibly(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("{} connections were still busy after {} s and are closed", open.size(), GRACE.toSeconds());
        }
        for (Channel channel : open) {
            channel.eventLoop().execute(() -> channel.unsafe().closeForcibly());
        }
        open.newCloseFuture().awaitUninterruptibly();
        files.shutdownNow();
        tls.forEach(ListenerTls::close);
    }
}
