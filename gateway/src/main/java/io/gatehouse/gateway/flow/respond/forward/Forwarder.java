package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.UpstreamOptions;
import io.gatehouse.gateway.exchange.Answer;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.exchange.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Passes requests on to upstreams, and their answers back. */
public final class Forwarder {
    /** Answers a client whose request got no answer from the upstream, and to whom nothing was sent yet. */
    @FunctionalInterface
    public interface Failures {
        void answer(Exchange exchange, UpstreamFailure failure);
    }

    private static final byte[] NOTHING = {};

    private final Config.Limits limits;
    private final String requestId;
    private final Failures failures;
    private final Bootstrap base;
    private final NameLookup names;
    private final Transport transport;
    private final Map<Config.Upstream, Roster> rosters = new ConcurrentHashMap<>();
    /** By event loop and upstream; the inner maps belong to their loops. */
    private final Map<EventLoop, Map<Config.Upstream, OriginPool>> pools = new ConcurrentHashMap<>();

    /** With the usual header for requests' names. */
    public Forwarder(Transport transport, Config.Limits limits, Failures failures) {
        this(transport, limits, Config.RequestId.DEFAULT, failures);
    }

    /**
     * @param transport that of the exchanges
     * @param failures answers clients whose request got no answer
     */
    public Forwarder(Transport transport, Config.Limits limits, Config.RequestId requestId, Failures failures) {
        this(transport, limits, requestId, failures, InetAddress::getAllByName);
    }

    Forwarder(Transport transport, Config.Limits limits, Failures failures, NameLookup.Book book) {
        this(transport, limits, Config.RequestId.DEFAULT, failures, book);
    }

    private Forwarder(
            Transport transport,
            Config.Limits limits,
            Config.RequestId requestId,
            Failures failures,
            NameLookup.Book book) {
        this.transport = transport;
        names = new NameLookup(book);
        this.limits = limits;
        this.requestId = requestId.header();
        this.failures = failures;
        base = transport.calling().disableResolver().option(ChannelOption.TCP_NODELAY, true);
    }

    /**
     * Passes the request on and streams the answer back. Called on the exchange's event loop. The client always gets an answer or an honest abort: the upstream's, the watch's own if it
     * withholds that, or one from {@link Failures}.
     *
     * @param extra set on the request to the upstream
     * @param body already read, to be sent instead of the exchange's; null: the exchange's is streamed
     */
    public void stream(
            Exchange exchange, Config.Route route, HttpHeaders extra, byte @Nullable [] body, AnswerWatch watch) {
        byte[] whole = body == null && exchange.body().isEmpty() ? NOTHING : body;
        long length = whole == null ? exchange.body().declaredLength() : whole.length;
        HttpRequest request = request(route, exchange.head(), exchange.client(), extra, length);
        request.headers().set(requestId, exchange.requestId(requestId));
        if (Upgrade.isAsked(exchange.head(), body == null && exchange.body().isEmpty())) {
            Upgrade.ask(request.headers());
        }
        OriginPool pool = pool(exchange.reply().eventLoop(), route.upstream());
        new Relay(exchange, route, pool, request, whole, watch, failures).start();
    }

    /**
     * Sends the request and gets the answer whole. Called on the event loop, where it also completes; fails with {@link UpstreamFailure}.
     *
     * @param largest bytes of the answer's body
     */
    public CompletionStage<Answer> fetch(
            EventLoop loop,
            Config.Route route,
            RequestHead head,
            Client client,
            HttpHeaders extra,
            byte[] body,
            int largest) {
        HttpRequest request = request(route, head, client, extra, body.length);
        AnswerHeaders passing = new AnswerHeaders(route, head, client);
        return new Fetch(pool(loop, route.upstream()), request, body, largest, passing).start();
    }

    /**
     * Gets ready for upstreams: reads their certificates, and asks the servers of those that want it how they are, from now on until the event loops end.
     *
     * @throws IllegalStateException if certificates are unusable; says which
     */
    public void open(Collection<Config.Upstream> upstreams) {
        for (Config.Upstream upstream : upstreams) {
            roster(upstream);
            UpstreamOptions.Health health = upstream.options().health();
            if (health != null) {
                EventLoop loop = transport.loops().next();
                loop.execute(() -> {
                    OriginPool pool = pool(loop, upstream);
                    pool.servers().forEach(server -> new HealthCheck(pool, server, health).start());
                });
            }
        }
    }

    /** How the servers stand of which there has been something to learn. Any thread. */
    public List<ServerState> servers() {
        return rosters.values().stream()
                .flatMap(roster -> roster.standings().stream()
                        .map(standing -> standing.state(roster.upstream().name())))
                .toList();
    }

    private HttpRequest request(Config.Route route, RequestHead head, Client client, HttpHeaders extra, long length) {
        return new DefaultHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(head.method()),
                route.stripped(head.target()),
                RequestHeaders.of(route, head, client, requestId, extra, length));
    }

    private OriginPool pool(EventLoop loop, Config.Upstream upstream) {
        if (!loop.inEventLoop()) {
            throw new IllegalStateException("an exchange is forwarded on its own event loop");
        }
        return pools.computeIfAbsent(loop, l -> new HashMap<>())
                .computeIfAbsent(upstream, u -> new OriginPool(loop, roster(u), base, names));
    }

    private Roster roster(Config.Upstream upstream) {
        return rosters.computeIfAbsent(upstream, u -> new Roster(u, limits));
    }
}
