package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.Config;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An upstream's servers as one event loop sees them. Chooses the one with the fewest calls under way, in turn among equals, shunned ones last. */
final class OriginPool {
    private final EventLoop loop;
    private final List<OriginServer> servers;
    private final Duration answer;
    private final long sweepEvery;
    private int turn;
    private boolean sweeping;

    OriginPool(EventLoop loop, Config.Upstream upstream, Config.Limits limits, Bootstrap base, SslContext tls) {
        this.loop = loop;
        Bootstrap onLoop = base.clone(loop);
        servers = upstream.servers().stream()
                .map(uri -> new OriginServer(uri, onLoop, tls))
                .toList();
        answer = limits.answer();
        sweepEvery = Math.max(10, Math.min(1000, answer.toMillis() / 4));
    }

    EventLoop loop() {
        return loop;
    }

    /** How long a server may be silent. */
    Duration answer() {
        return answer;
    }

    int size() {
        return servers.size();
    }

    OriginServer choose() {
        sweepWhileBusy();
        long now = System.nanoTime();
        turn = (turn + 1) % servers.size();
        OriginServer best = servers.get(turn);
        for (int i = 1; i < servers.size(); i++) {
            OriginServer candidate = servers.get((turn + i) % servers.size());
            if (isBetter(candidate, best, now)) {
                best = candidate;
            }
        }
        return best;
    }

    private static boolean isBetter(OriginServer candidate, OriginServer best, long now) {
        if (candidate.isShunned(now) != best.isShunned(now)) {
            return best.isShunned(now);
        }
        return candidate.isShunned(now)
                ? candidate.shunnedUntil() - best.shunnedUntil() < 0
                : candidate.outstanding() < best.outstanding();
    }

    /** One timer a pool, rather than one a request. */
    private void sweepWhileBusy() {
        if (!sweeping) {
            sweeping = true;
            loop.schedule(this::sweep, sweepEvery, TimeUnit.MILLISECONDS);
        }
    }

    private void sweep() {
        sweeping = false;
        boolean busy = false;
        for (OriginServer server : servers) {
            busy |= server.sweep(System.nanoTime());
        }
        if (busy) {
            sweepWhileBusy();
        }
    }
}
