package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.UpstreamOptions;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a server stands with all event loops together: its calls and connections, and whether it is well. Nothing here waits. */
final class Standing {
    private static final Logger LOG = LoggerFactory.getLogger(Standing.class);

    private final URI server;
    private final UpstreamOptions options;
    private final long patience;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicReference<Circuit> circuit = new AtomicReference<>(Circuit.CLOSED);
    private volatile boolean healthy = true;

    /** @param patience how long a call may take that tries a server, in nanoseconds */
    Standing(URI server, UpstreamOptions options, long patience) {
        this.server = server;
        this.options = options;
        this.patience = patience;
    }

    private Circuit circuit() {
        return Objects.requireNonNull(circuit.get());
    }

    int calls() {
        return calls.get();
    }

    void enter() {
        calls.incrementAndGet();
    }

    void leave() {
        calls.decrementAndGet();
    }

    int connections() {
        return connections.get();
    }

    boolean isFull() {
        return connections.get() >= options.connections();
    }

    boolean takeSlot() {
        if (connections.incrementAndGet() <= options.connections()) {
            return true;
        }
        connections.decrementAndGet();
        return false;
    }

    void freeSlot() {
        connections.decrementAndGet();
    }

    /** Whether calls should go there. */
    boolean isWell(long now) {
        Circuit current = circuit();
        return healthy && (!current.isOpen() || current.isTrialDue(now));
    }

    long nextTrial() {
        return circuit().until();
    }

    boolean needsTrial(long now) {
        return circuit().isTrialDue(now);
    }

    /** False: another call is trying it already. */
    boolean takeTrial(long now) {
        Circuit current = circuit();
        return current.isTrialDue(now) && circuit.compareAndSet(current, current.trying(now, patience));
    }

    /** The trial ended without telling anything. */
    void giveTrialBack(long now) {
        circuit.updateAndGet(current -> current.isOpen() ? current.trying(now, 0) : current);
    }

    void answered(int status, long now, boolean trial) {
        if (!options.failing().status().isEmpty() && options.failing().status().contains(status)) {
            failed(now, trial, "it answers " + status);
        } else if (circuit().failures() > 0
                && Objects.requireNonNull(circuit.getAndSet(Circuit.CLOSED)).isOpen()) {
            LOG.info("{} answers again", server);
        }
    }

    void failed(long now, boolean trial, String why) {
        Circuit before = circuit.getAndUpdate(
                current -> current.failed(now, options.failing().after(), trial));
        if (!before.isOpen() && before.failures() + 1 >= options.failing().after()) {
            LOG.warn("{} is passed over: {}", server, why);
        }
    }

    /** What the health check found. */
    void healthy(boolean found, String why) {
        if (healthy != found) {
            healthy = found;
            if (found) {
                LOG.info("{} is healthy again", server);
            } else {
                LOG.warn("{} is unhealthy, and passed over: {}", server, why);
            }
        }
    }

    ServerState state(String upstream) {
        return new ServerState(
                upstream, server, calls(), connections(), healthy, circuit().isOpen());
    }
}
