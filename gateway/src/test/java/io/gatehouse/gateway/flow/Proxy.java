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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Listeners and forwarder joined back to back, as the corridor joins them for requests that nobody judges. */
final class Proxy implements Closeable {
    static final Config.Limits LIMITS = new Config.Limits(
            8 * 1024,
            8 * 1024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            1000);

    private final Transport transport = Transport.start(2);
    private final Listeners listeners;
    private final Forwarder forwarder;
    private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
    private final Queue<UpstreamFailure> failures = new ConcurrentLinkedQueue<>();

    private Proxy(
            Config.Limits limits,
            Config.@Nullable Tls tls,
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
        Config.Upstream app = new Config.Upstream("app", servers, options);
        forwarder.open(List.of(app));
        ExchangeHandler pass = exchange -> forwarder.stream(exchange, app, new DefaultHttpHeaders(), null, watch);
        listeners = Listeners.start(
                List.of(new Config.Listener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls)),
                trusted,
                limits,
                transport,
                InstantSource.system(),
                exchange -> {
                    exchanges.add(exchange);
                    (handler == null ? pass : handler).handle(exchange);
                });
    }

    static Proxy before(URI... servers) throws IOException {
        return new Proxy(LIMITS, null, List.of(), List.of(servers), UpstreamOptions.DEFAULT, AnswerWatch.NONE, null);
    }

    static Proxy before(UpstreamOptions options, URI... servers) throws IOException {
        return new Proxy(LIMITS, null, List.of(), List.of(servers), options, AnswerWatch.NONE, null);
    }

    static Proxy before(Config.Limits limits, UpstreamOptions options, URI... servers) throws IOException {
        return new Proxy(limits, null, List.of(), List.of(servers), options, AnswerWatch.NONE, null);
    }

    static Proxy before(Origin origin, AnswerWatch watch) throws IOException {
        return new Proxy(LIMITS, null, List.of(), List.of(origin.uri()), UpstreamOptions.DEFAULT, watch, null);
    }

    static Proxy before(Origin origin, UnaryOperator<Config.Limits> limits) throws IOException {
        return new Proxy(
                limits.apply(LIMITS),
                null,
                List.of(),
                List.of(origin.uri()),
                UpstreamOptions.DEFAULT,
                AnswerWatch.NONE,
                null);
    }

    static Proxy withTls(Origin origin, Config.Tls tls) throws IOException {
        return new Proxy(
                LIMITS, tls, List.of(), List.of(origin.uri()), UpstreamOptions.DEFAULT, AnswerWatch.NONE, null);
    }

    static Proxy trusting(Origin origin, Cidr... proxies) throws IOException {
        return new Proxy(
                LIMITS, null, List.of(proxies), List.of(origin.uri()), UpstreamOptions.DEFAULT, AnswerWatch.NONE, null);
    }

    /** No forwarding: the handler answers itself. */
    static Proxy answering(UnaryOperator<Config.Limits> limits, ExchangeHandler handler) throws IOException {
        return new Proxy(
                limits.apply(LIMITS), null, List.of(), List.of(), UpstreamOptions.DEFAULT, AnswerWatch.NONE, handler);
    }

    InetSocketAddress address() {
        return listeners.addresses().get(0);
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
