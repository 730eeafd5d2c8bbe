package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.Config;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What the event loops share of an upstream: how its servers stand, and how many calls wait for a connection. */
final class Roster {
    private final Config.Upstream upstream;
    private final Waits waits;
    private final OriginTls tls;
    private final List<Standing> standings;
    private final List<OriginPool> pools = new CopyOnWriteArrayList<>();
    private final AtomicInteger waiting = new AtomicInteger();

    Roster(Config.Upstream upstream, Config.Limits limits) {
        this.upstream = upstream;
        tls = OriginTls.of(upstream);
        waits = Waits.of(upstream.options(), limits);
        standings = upstream.servers().stream()
                .map(server -> new Standing(server, upstream.options(), waits.connect() + waits.answer()))
                .toList();
    }

    Config.Upstream upstream() {
        return upstream;
    }

    Waits waits() {
        return waits;
    }

    OriginTls tls() {
        return tls;
    }

    List<Standing> standings() {
        return standings;
    }

    void add(OriginPool pool) {
        pools.add(pool);
    }

    /** A call wants to wait. False: too many do already. The other loops give up connections that they only keep. */
    boolean queue(OriginPool mine) {
        if (waiting.incrementAndGet() > upstream.options().queue().most()) {
            waiting.decrementAndGet();
            return false;
        }
        for (OriginPool pool : pools) {
            if (pool != mine) {
                pool.loop().execute(pool::giveWay);
            }
        }
        return true;
    }

    void unqueue() {
        waiting.decrementAndGet();
    }

    int waiting() {
        return waiting.get();
    }

    boolean anyWait() {
        return waiting.get() > 0;
    }

    /** There may be one connection more: whoever waits may try. */
    void freed() {
        if (anyWait()) {
            for (OriginPool pool : pools) {
                pool.loop().execute(pool::serveWaiting);
            }
        }
    }
}
