package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.exchange.Transport;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sends requests on to an upstream and streams its answers back: nothing is collected, nothing is copied. */
public final class Forwarder {
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "OPTIONS");

    /** Answers a client whose request got no answer from the upstream. */
    public interface Failures {
        void answer(Exchange exchange, UpstreamFailure failure);
    }

    private final Origins origins;
    private final Config.Limits limits;
    private final Failures failures;
    private final AtomicInteger turn = new AtomicInteger();

    public Forwarder(Transport transport, Config.Limits limits, Failures failures) {
        this.origins = new Origins(transport, limits);
        this.limits = limits;
        this.failures = failures;
    }

    /**
     * Relays one exchange.
     *
     * @param extra headers set on the request to the upstream
     * @param body the request's body where it was read already; null streams the exchange's own
     */
    public void stream(
            Exchange exchange, Config.Upstream upstream, HttpHeaders extra, byte @Nullable [] body, AnswerWatch watch) {
        List<URI> servers = upstream.servers();
        URI server = servers.get(Math.floorMod(turn.getAndIncrement(), servers.size()));
        EventLoop loop = exchange.reply().eventLoop();
        Channel idle = origins.takeIdle(loop, server);
        if (idle != null) {
            boolean again = REPEATABLE.contains(exchange.head().method())
                    && exchange.body().isEmpty()
                    && body == null;
            relay(exchange, idle, server, extra, body, watch, again);
        } else {
            connect(exchange, server, extra, body, watch);
        }
    }

    private void connect(Exchange exchange, URI server, HttpHeaders extra, byte @Nullable [] body, AnswerWatch watch) {
        origins.connect(exchange.reply().eventLoop(), server, (channel, cause) -> {
            if (channel == null) {
                String why = cause == null ? "" : ": " + cause.getMessage();
                failures.answer(
                        exchange,
                        new UpstreamFailure(UpstreamFailure.Kind.UNREACHABLE, "cannot connect to " + server + why));
            } else {
                relay(exchange, channel, server, extra, body, watch, false);
            }
        });
    }

    /** Uses a connection. One that idled may have been closed by the upstream meanwhile: then a request that may be repeated is tried once more on a fresh one. */
    private void relay(
            Exchange exchange,
            Channel channel,
            URI server,
            HttpHeaders extra,
            byte @Nullable [] body,
            AnswerWatch watch,
            boolean again) {
        OriginHandler handler = channel.pipeline().get(OriginHandler.class);
        Relay[] self = new Relay[1];
        Relay relay = new Relay(exchange, channel, watch, limits.answer(), (failure, keep) -> {
            handler.use(null);
            if (keep) {
                origins.putBack(server, channel);
            } else {
                channel.close();
            }
            if (failure != null) {
                failed(exchange, server, extra, body, watch, failure, self[0].hasBegun(), again);
            }
        });
        self[0] = relay;
        handler.use(relay);
        boolean upgrade = isUpgrade(exchange.head());
        relay.start(request(exchange, extra, body, upgrade), body, upgrade);
    }

    private void failed(
            Exchange exchange,
            URI server,
            HttpHeaders extra,
            byte @Nullable [] body,
            AnswerWatch watch,
            UpstreamFailure failure,
            boolean begun,
            boolean again) {
        if (begun || exchange.reply().hasBegun()) {
            exchange.reply().abort();
        } else if (again && failure.kind() == UpstreamFailure.Kind.BROKEN) {
            connect(exchange, server, extra, body, watch);
        } else {
            failures.answer(exchange, failure);
        }
    }

    private static HttpRequest request(Exchange exchange, HttpHeaders extra, byte @Nullable [] body, boolean upgrade) {
        RequestHead head = exchange.head();
        HttpHeaders headers = ForwardedHeaders.toUpstream(head, exchange.client(), extra, upgrade);
        if (body != null) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        } else if (!exchange.body().isEmpty() && exchange.body().declaredLength() < 0) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(head.method()), head.target(), headers);
    }

    private static boolean isUpgrade(RequestHead head) {
        return head.method().equals("GET")
                && "websocket".equalsIgnoreCase(head.headers().get("Upgrade", ""));
    }
}
