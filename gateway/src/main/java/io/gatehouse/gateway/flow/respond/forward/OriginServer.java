package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.UpstreamOptions;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslContext;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One server of an upstream as one event loop sees it: its connections, HTTP/1.1 ones for one call at a time and HTTP/2 ones for many. */
final class OriginServer {
    private static final int GIVEN_AWAY = 8;

    private final URI uri;
    private final Standing standing;
    private final OriginPool pool;
    private final boolean tls;
    private final Dial dial;
    private final Dial dialHttp1;
    private final Http1Connections connections;
    private final List<Http2Link> links = new ArrayList<>();
    /** Calls that wait for the HTTP/2 connection which is being made; null: none is. */
    private @Nullable List<OriginCall> opening;

    private boolean speaksHttp2;
    private int connecting;
    private int released;

    /** @param base knows the event loop, the kind of channel and the connect timeout */
    OriginServer(URI uri, Standing standing, OriginPool pool, Bootstrap base, NameLookup names, OriginTls contexts) {
        this.uri = uri;
        this.standing = standing;
        this.pool = pool;
        tls = "https".equals(uri.getScheme());
        UpstreamOptions options = pool.roster().upstream().options();
        speaksHttp2 = options.protocol() == UpstreamOptions.Protocol.H2
                || (tls && options.protocol() == UpstreamOptions.Protocol.AUTO);
        connections = new Http1Connections(options.keep().toNanos());
        dial = dial(base, names, tls ? contexts.preferred() : null, options.protocol());
        dialHttp1 = dial(base, names, tls ? contexts.http1() : null, UpstreamOptions.Protocol.HTTP_1_1);
    }

    private Dial dial(
            Bootstrap base, NameLookup names, @Nullable SslContext context, UpstreamOptions.Protocol protocol) {
        String host = uri.getHost().replaceAll("^\\[|]$", "");
        String configured = pool.roster().upstream().options().tls().serverName();
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        boolean literal = NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
        InetSocketAddress address =
                literal ? new InetSocketAddress(host, port) : InetSocketAddress.createUnresolved(host, port);
        Greeting greeting = new Greeting(this, context, configured == null ? host : configured, port, protocol);
        return new Dial(address, base.clone().handler(greeting), names.getResolver(pool.loop()), pool.loop());
    }

    /** As a Host header names it. */
    String authority() {
        return uri.getRawAuthority();
    }

    boolean isSecure() {
        return tls;
    }

    Standing standing() {
        return standing;
    }

    Waits waits() {
        return pool.waits();
    }

    long keep() {
        return pool.roster().upstream().options().keep().toNanos();
    }

    /** An Upgrade is for HTTP/1.1, where the server may speak either. */
    private boolean usesHttp2(OriginCall call) {
        return speaksHttp2
                && (pool.roster().upstream().options().protocol() == UpstreamOptions.Protocol.H2
                        || !call.request().headers().contains(HttpHeaderNames.UPGRADE));
    }

    boolean hasRoom(OriginCall call) {
        boolean http2 = usesHttp2(call);
        return (http2 ? opening != null || link(call) != null : connections.anyIdle() && !call.isFreshOnly())
                || !standing.isFull();
    }

    private @Nullable Http2Link link(OriginCall call) {
        for (Http2Link link : links) {
            if (link.hasRoom() && !(call.isFreshOnly() && link.wasUsed())) {
                return link;
            }
        }
        return null;
    }

    /** Gives the call a connection, now or later. False: there may be no more connections. */
    boolean serve(OriginCall call) {
        boolean http2 = usesHttp2(call);
        if (http2) {
            Http2Link link = link(call);
            if (link != null) {
                link.send(call);
                return true;
            }
            if (opening != null) {
                opening.add(call);
                return true;
            }
        } else {
            Http1Connection kept = call.isFreshOnly() ? null : connections.pollIdle();
            if (kept != null) {
                connections.occupy(kept);
                call.send(kept);
                return true;
            }
        }
        if (!standing.takeSlot()) {
            return false;
        }
        connecting++;
        if (http2) {
            opening = new ArrayList<>(List.of(call));
            dial.start().addListener((Future<Channel> connect) -> connected(null, connect));
        } else {
            dialHttp1.start().addListener((Future<Channel> connect) -> connected(call, connect));
        }
        return true;
    }

    /** @param call null: those that are waiting for HTTP/2 */
    private void connected(@Nullable OriginCall call, Future<Channel> connect) {
        if (!connect.isSuccess()) {
            freeSlot();
            notConnected(call, Dial.failure(this, connect.cause()));
            return;
        }
        Channel channel = connect.getNow();
        channel.closeFuture().addListener(closed -> freeSlot());
        if (call != null) {
            speak(call, channel);
        } else {
            // What TLS agreed on is in the pipeline only when all listeners of the handshake were told.
            pool.loop().execute(() -> speak(null, channel));
        }
    }

    private void speak(@Nullable OriginCall call, Channel channel) {
        Http2Link link = channel.pipeline().get(Http2Link.class);
        Http1Connection fresh = channel.pipeline().get(Http1Connection.class);
        if (link != null) {
            link.whenReady(fault -> linked(link, fault));
        } else if (fresh == null || !channel.isActive()) {
            channel.close();
            String otherwise = call == null
                    ? " closed the connection at once, or does not speak HTTP/2"
                    : " closed the connection at once";
            notConnected(call, UpstreamFailure.broken(this + otherwise, null));
        } else {
            speaksHttp2 &= call != null;
            List<OriginCall> calls = arrived(call);
            if (calls.isEmpty()) {
                channel.close();
                return;
            }
            connections.occupy(fresh);
            calls.get(0).send(fresh);
            calls.subList(1, calls.size()).forEach(OriginCall::connectionMade);
        }
    }

    private void linked(Http2Link link, @Nullable Throwable fault) {
        if (fault != null) {
            notConnected(null, UpstreamFailure.broken(this + " does not speak HTTP/2: " + fault.getMessage(), fault));
        } else {
            links.add(link);
            arrived(null).forEach(OriginCall::connectionMade);
        }
    }

    private void notConnected(@Nullable OriginCall call, UpstreamFailure failure) {
        arrived(call).forEach(waiting -> waiting.notConnected(failure));
    }

    /** Who still waits for the connection that was being made. */
    private List<OriginCall> arrived(@Nullable OriginCall call) {
        connecting--;
        List<OriginCall> calls = call != null ? List.of(call) : opening == null ? List.of() : opening;
        if (call == null) {
            opening = null;
        }
        return calls.stream().filter(waiting -> !waiting.isDone()).toList();
    }

    private void freeSlot() {
        standing.freeSlot();
        pool.roster().freed();
    }

    void release(Http1Connection connection) {
        if (connections.release(connection, !isWantedElsewhere())) {
            pool.serveWaiting();
        }
    }

    /** Whether another loop needs a connection more than this one; if both do, it gets every eighth that becomes free. */
    private boolean isWantedElsewhere() {
        return standing.isFull() && pool.othersWait() && (!pool.isCrowded() || ++released % GIVEN_AWAY == 0);
    }

    void closed(Http1Connection connection) {
        connections.closed(connection);
    }

    /** A call on the link ended. */
    void release(Http2Link link) {
        if (isWantedElsewhere()) {
            link.end();
        } else {
            changed(link);
        }
    }

    /** The link takes more calls, or none any more. */
    void changed(Http2Link link) {
        if (link.isGoing()) {
            links.remove(link);
        }
        pool.serveWaiting();
    }

    /** Another loop waits for a connection. */
    void giveWay() {
        if (standing.isFull()) {
            connections.closeOldestIdle();
            links.stream().filter(Http2Link::isIdle).findFirst().ifPresent(Http2Link::end);
        }
    }

    /** Ends what has waited too long. Returns whether any connection is left. */
    boolean sweep(long now) {
        connections.sweep(now);
        List.copyOf(links).forEach(link -> link.sweep(now));
        return connecting > 0 || connections.any() || !links.isEmpty();
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
