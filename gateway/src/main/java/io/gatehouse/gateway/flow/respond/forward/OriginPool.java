package io.gatehouse.gateway.flow.respond.forward;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An upstream's servers as one event loop sees them. Chooses the one with the fewest calls under way on all loops, in turn among equals. Servers that are not well come last: only when all
 * are, the one whose trial is due first, because a check or a count that is wrong must not take down an application that works.
 */
final class OriginPool {
    private final EventLoop loop;
    private final Roster roster;
    private final List<OriginServer> servers;
    private final Deque<OriginCall> waiting = new ArrayDeque<>();
    private final RetryBudget retries = new RetryBudget(System.nanoTime());
    private final long sweepEvery;
    private int turn;
    private boolean sweeping;

    OriginPool(EventLoop loop, Roster roster, Bootstrap base, NameLookup names) {
        this.loop = loop;
        this.roster = roster;
        Bootstrap onLoop = base.clone(loop).option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                TimeUnit.NANOSECONDS.toMillis(roster.waits().connect()));
        List<OriginServer> all = new ArrayList<>();
        for (int i = 0; i < roster.standings().size(); i++) {
            all.add(new OriginServer(
                    roster.upstream().servers().get(i), roster.standings().get(i), this, onLoop, names, roster.tls()));
        }
        servers = List.copyOf(all);
        long quarter = TimeUnit.NANOSECONDS.toMillis(roster.waits().shortest()) / 4;
        sweepEvery = Math.max(10, Math.min(1000, quarter));
        roster.add(this);
    }

    EventLoop loop() {
        return loop;
    }

    Roster roster() {
        return roster;
    }

    Waits waits() {
        return roster.waits();
    }

    RetryBudget retries() {
        return retries;
    }

    List<OriginServer> servers() {
        return servers;
    }

    /** Null: the call has tried all. */
    @Nullable
    OriginServer choose(OriginCall call) {
        sweepWhileBusy();
        long now = System.nanoTime();
        turn = (turn + 1) % servers.size();
        OriginServer best = null;
        for (int i = 0; i < servers.size(); i++) {
            OriginServer candidate = servers.get((turn + i) % servers.size());
            if (!call.hasTried(candidate) && (best == null || isBetter(candidate, best, call, now))) {
                best = candidate;
            }
        }
        return best;
    }

    private static boolean isBetter(OriginServer candidate, OriginServer best, OriginCall call, long now) {
        boolean well = candidate.standing().isWell(now);
        if (well != best.standing().isWell(now)) {
            return well;
        }
        if (!well) {
            return candidate.standing().nextTrial() - best.standing().nextTrial() < 0;
        }
        boolean room = candidate.hasRoom(call);
        return room == best.hasRoom(call)
                ? candidate.standing().calls() < best.standing().calls()
                : room;
    }

    /** Whether a call that comes now has others before it. */
    boolean isCrowded() {
        return !waiting.isEmpty();
    }

    /** Whether calls of other event loops wait. */
    boolean othersWait() {
        return roster.waiting() > waiting.size();
    }

    /** The call waits until {@link #serveWaiting}. False: too many do already. */
    boolean queue(OriginCall call) {
        if (!roster.queue(this)) {
            return false;
        }
        waiting.addLast(call);
        return true;
    }

    void unqueue(OriginCall call) {
        if (waiting.remove(call)) {
            roster.unqueue();
        }
    }

    /** Something has become free. */
    void serveWaiting() {
        for (OriginCall next = waiting.peekFirst(); next != null; next = waiting.peekFirst()) {
            OriginServer server = choose(next);
            if (server != null && !server.hasRoom(next)) {
                return;
            }
            waiting.removeFirst();
            roster.unqueue();
            next.seek(server);
        }
    }

    /** Another loop's calls wait for connections that are only kept here. */
    void giveWay() {
        servers.forEach(OriginServer::giveWay);
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
        long now = System.nanoTime();
        for (OriginCall oldest = waiting.peekFirst();
                oldest != null && oldest.hasWaitedTooLong(now);
                oldest = waiting.peekFirst()) {
            unqueue(oldest);
            oldest.waitedTooLong();
        }
        boolean busy = isCrowded();
        for (OriginServer server : servers) {
            busy |= server.sweep(now);
        }
        if (busy) {
            sweepWhileBusy();
        }
    }

    @Override
    public String toString() {
        return roster.upstream().name();
    }
}
