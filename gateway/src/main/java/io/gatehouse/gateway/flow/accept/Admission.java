package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.config.Config;
import io.netty.util.internal.PlatformDependent;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Who may come in while there is room: bounds on connections, in all and from one client, on exchanges under way, and on the memory that they hold. Over a bound, connections are closed at once and exchanges answered with 503, so that
 * those already here are served. Shared by all event loops.
 */
final class Admission {
    /** Of the direct memory that Java grants. Above it, what is under way may end, and nothing new begins. */
    private static final double HIGH_WATERMARK = 0.8;

    private final Config.Limits limits;
    private final ClientAddress clients;
    private final LongSupplier usedMemory;
    private final long mostMemory;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger exchanges = new AtomicInteger();
    private final ConcurrentHashMap<Long, Integer> byClient = new ConcurrentHashMap<>();

    Admission(Config.Limits limits, ClientAddress clients) {
        this(limits, clients, PlatformDependent::usedDirectMemory, PlatformDependent.maxDirectMemory());
    }

    Admission(Config.Limits limits, ClientAddress clients, LongSupplier usedMemory, long mostMemory) {
        this.limits = limits;
        this.clients = clients;
        this.usedMemory = usedMemory;
        this.mostMemory = mostMemory;
    }

    /** Whether one more connection may stay; then {@link #left} must be called when it ends. */
    boolean enter() {
        if (connections.incrementAndGet() > limits.connections()) {
            connections.decrementAndGet();
            return false;
        }
        return true;
    }

    void left() {
        connections.decrementAndGet();
    }

    /** Whether this client may have one more connection; then {@link #left(InetAddress)} must be called when it ends. A trusted proxy brings many clients, and may have as many as it needs. */
    boolean enter(InetAddress client) {
        if (clients.isTrusted(client)) {
            return true;
        }
        int[] count = new int[1];
        byClient.compute(network(client), (network, before) -> {
            count[0] = before == null ? 1 : before + 1;
            return count[0] > limits.connectionsPerClient() ? before : Integer.valueOf(count[0]);
        });
        return count[0] <= limits.connectionsPerClient();
    }

    void left(InetAddress client) {
        if (!clients.isTrusted(client)) {
            byClient.computeIfPresent(network(client), (network, before) -> before == 1 ? null : before - 1);
        }
    }

    /** Whether one more exchange may begin; then {@link #ended} must be called. */
    boolean begin() {
        if (exchanges.incrementAndGet() > limits.exchanges() || isMemoryShort()) {
            exchanges.decrementAndGet();
            return false;
        }
        return true;
    }

    void ended() {
        exchanges.decrementAndGet();
    }

    private boolean isMemoryShort() {
        return usedMemory.getAsLong() > mostMemory * HIGH_WATERMARK;
    }

    /** An IPv4 address, or the /64 that one subscriber gets. */
    private static long network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4
                ? ByteBuffer.wrap(bytes).getInt()
                : ByteBuffer.wrap(bytes).getLong() | Long.MIN_VALUE >>> 1;
    }
}
