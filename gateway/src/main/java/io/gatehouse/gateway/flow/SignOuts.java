package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Answer;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.exchange.Transport;
import io.gatehouse.gateway.flow.detect.Routes;
import io.gatehouse.gateway.flow.respond.challenge.Revocations;
import io.gatehouse.gateway.flow.respond.challenge.Revocations.Revocation;
import io.gatehouse.gateway.flow.respond.forward.Forwarder;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs sessions out at the application that were not approved. The quarantine has shut them out already: this is so that they end there, too. */
public final class SignOuts {
    private static final Logger LOG = LoggerFactory.getLogger(SignOuts.class);
    private static final int LARGEST_ANSWER = 1 << 20;

    private final Map<String, Config.Upstream> upstreams;
    private final Routes routes;
    private final Revocations revocations;
    private final Forwarder forwarder;
    private final Transport transport;

    public SignOuts(Config config, Revocations revocations, Forwarder forwarder, Transport transport) {
        this.upstreams = Map.copyOf(config.upstreams());
        this.routes = new Routes(config.routes());
        this.revocations = revocations;
        this.forwarder = forwarder;
        this.transport = transport;
    }

    /** Signs out what this request and its answer stand for, where the configuration says how. */
    void signOut(RequestHead head, Config.Login login, String upstream, Answer answer) {
        revocations.of(head, login, upstream, answer).ifPresent(revocation -> signOut(head.path(), revocation));
    }

    /** @param of what was signed in, for the log */
    void signOut(String of, Revocation revocation) {
        Config.Upstream upstream = upstreams.get(revocation.upstream());
        if (upstream == null) {
            LOG.warn("{}: not signed out at {}: the configuration has no such upstream", of, revocation.upstream());
            return;
        }
        RequestHead head = head(revocation);
        EventLoop loop = transport.loops().next();
        loop.execute(() -> forwarder
                .fetch(
                        loop,
                        route(upstream, head),
                        head,
                        new Client(InetAddress.getLoopbackAddress(), true),
                        EmptyHttpHeaders.INSTANCE,
                        new byte[0],
                        LARGEST_ANSWER)
                .whenComplete((answer, failure) -> told(of, revocation, answer, failure)));
    }

    /** The way that a client's own sign-out would take, if that leads to the upstream where it was signed in. */
    private Config.Route route(Config.Upstream upstream, RequestHead head) {
        Config.Route route = routes.find(head.host(), head.path());
        return route != null && route.upstream().equals(upstream) ? route : Config.Route.to(upstream);
    }

    private static RequestHead head(Revocation revocation) {
        HttpHeaders headers = new DefaultHttpHeaders().set("Host", revocation.host());
        if (!revocation.cookies().isEmpty()) {
            headers.set("Cookie", revocation.cookies());
        }
        if (!revocation.bearer().isEmpty()) {
            headers.set("Authorization", "Bearer " + revocation.bearer());
        }
        headers.set("Content-Length", 0);
        Config.SignOut signOut = revocation.signOut();
        String target = signOut.path();
        int query = target.indexOf('?');
        return new RequestHead(
                signOut.method(),
                target,
                query < 0 ? target : target.substring(0, query),
                query < 0 ? null : target.substring(query + 1),
                revocation.host().toLowerCase(Locale.ROOT),
                headers);
    }

    private static void told(String of, Revocation revocation, @Nullable Answer answer, @Nullable Throwable failure) {
        if (answer != null && answer.status().code() < 400) {
            LOG.info("{}: signed out at {}", of, revocation.upstream());
        } else {
            LOG.warn(
                    "{}: {} did not sign it out ({}); the session stays shut out here",
                    of,
                    revocation.upstream(),
                    answer != null ? answer.status().code() : String.valueOf(failure));
        }
    }
}
