package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.config.Cidr;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.UpstreamOptions;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.ExchangeHandler;
import io.gatehouse.gateway.exchange.Transport;
import io.gatehouse.gateway.flow.accept.Listeners;
import io.gatehouse.gateway.flow.respond.forward.AnswerWatch;
import io.gatehouse.gateway.flow.respond.forward.Forwarder;
import io.gatehouse.gateway.flow.respond.forward.ServerState;
import io.gatehouse.gateway.flow.respond.forward.UpstreamFailure;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Listeners and forwarder joined back to back, as the corridor joins them for requests that nobody judges. */
final class Proxy implements Closeable {
    static final Config.Limits LIMITS = new Bounds().limits();

    private final Transport transport = Transport.start(2, Transport.Kind.AUTO);
    private final Listeners listeners;
    private final InetSocketAddress address;
    private final Forwarder forwarder;
    private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
    private final Queue<UpstreamFailure> failures = new ConcurrentLinkedQueue<>();

    private Proxy(
            Config.Limits limits,
            UnaryOperator<Config.Listener> listener,
            List<Cidr> trusted,
            List<URI> servers,
            UpstreamOptions options,
            AnswerWatch watch,
            @Nullable ExchangeHandler handler)
            throws IOException {
        forwarder = new Forwarder(transport, limits, (exchange, failure) -> {
            failures.add(failure);
            HttpResponseStatus status = failure.kind() == UpstreamFailure.Kind.TIMEOUT
                    ? HttpResponseStatus.GATEWAY_TIMEOUT
                    : failure.kind() == UpstreamFailure.Kind.BUSY
                            ? HttpResponseStatus.SERVICE_UNAVAILABLE
                            : HttpResponseStatus.BAD_GATEWAY;
            exchange.reply().send(status, new DefaultHttpHeaders(), "failed".getBytes(StandardCharsets.US_ASCII));
        });
        Config.Upstream upstream = new Config.Upstream("app", servers, options);
        forwarder.open(List.of(upstream));
        Config.Route app = Config.Route.to(upstream);
        ExchangeHandler pass = exchange -> forwarder.stream(exchange, app, new DefaultHttpHeaders(), null, watch);
        listeners = Listeners.start(
                List.of(listener.apply(
                        new Config.Listener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null))),
                trusted,
                limits,
                transport,
                InstantSource.system(),
                true,
                exchange -> {
                    exchanges.add(exchange);
                    (handler == null ? pass : handler).handle(exchange);
                });
        address = listeners.addresses().get(0);
    }

    static Proxy before(URI... servers) throws IOException {
        return new Proxy(
                LIMITS,
                UnaryOperator.identity(),
                List.of(),
                List.of(servers),
                UpstreamOptions.DEFAULT,
                AnswerWatch.NONE,
                null);
    }

    static Proxy before(Config.Limits limits, UpstreamOptions options, URI... servers) throws IOException {
        return new Proxy(
                limits, UnaryOperator.identity(), List.of(), List.of(servers), options, AnswerWatch.NONE, null);
    }

    static Proxy before(Origin origin, AnswerWatch watch) throws IOException {
        return new Proxy(
                LIMITS,
                UnaryOperator.identity(),
                List.of(),
                List.of(origin.uri()),
                UpstreamOptions.DEFAULT,
                watch,
                null);
    }

    static Proxy before(UpstreamOptions options, URI... servers) throws IOException {
        return new Proxy(
                LIMITS, UnaryOperator.identity(), List.of(), List.of(servers), options, AnswerWatch.NONE, null);
    }

    static Proxy before(Origin origin, UnaryOperator<Config.Limits> limits) throws IOException {
        return new Proxy(
                limits.apply(LIMITS),
                UnaryOperator.identity(),
                List.of(),
                List.of(origin.uri()),
                UpstreamOptions.DEFAULT,
                AnswerWatch.NONE,
                null);
    }

    static Proxy withTls(Origin origin, Config.Tls tls) throws IOException {
        return withTls(origin, UnaryOperator.identity(), tls);
    }

    static Proxy withTls(Origin origin, UnaryOperator<Config.Limits> limits, Config.Tls tls) throws IOException {
        return new Proxy(
                limits.apply(LIMITS),
                plain -> new Config.Listener(plain.address(), tls),
                List.of(),
                List.of(origin.uri()),
                UpstreamOptions.DEFAULT,
                AnswerWatch.NONE,
                null);
    }

    static Proxy trusting(Origin origin, Cidr... proxies) throws IOException {
        return new Proxy(
                LIMITS,
                UnaryOperator.identity(),
                List.of(proxies),
                List.of(origin.uri()),
                UpstreamOptions.DEFAULT,
                AnswerWatch.NONE,
                null);
    }

    static Proxy expectingProxyHeader(Origin origin, Cidr... proxies) throws IOException {
        return expectingProxyHeader(origin, UnaryOperator.identity(), proxies);
    }

    static Proxy expectingProxyHeader(Origin origin, UnaryOperator<Config.Limits> limits, Cidr... proxies)
            throws IOException {
        return new Proxy(
                limits.apply(LIMITS),
                plain -> new Config.Listener(plain.address(), null, true),
                List.of(proxies),
                List.of(origin.uri()),
                UpstreamOptions.DEFAULT,
                AnswerWatch.NONE,
                null);
    }

    static Proxy at(InetSocketAddress address, Origin origin) throws IOException {
        return new Proxy(
                LIMITS,
                any -> new Config.Listener(address, null),
                List.of(),
                List.of(origin.uri()),
                UpstreamOptions.DEFAULT,
                AnswerWatch.NONE,
                null);
    }

    /** No forwarding: the handler answers itself. */
    static Proxy answering(UnaryOperator<Config.Limits> limits, ExchangeHandler handler) throws IOException {
        return new Proxy(
                limits.apply(LIMITS),
                UnaryOperator.identity(),
                List.of(),
                List.of(),
                UpstreamOptions.DEFAULT,
                AnswerWatch.NONE,
                handler);
    }

    InetSocketAddress address() {
        return address;
    }

    RawClient client() throws IOException {
        return new RawClient(address());
    }

    List<Exchange> exchanges() {
        return new ArrayList<>(exchanges);
    }

    List<UpstreamFailure> failures() {
        return new ArrayList<>(failures);
    }

    List<ServerState> servers() {
        return forwarder.servers();
    }

    Listeners listeners() {
        return listeners;
    }

    @Override
    public void close() {
        listeners.close();
        transport.close();
    }
}
