package io.gatehouse.gateway.challenge.phone;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * How often one network (an IPv4 address, an IPv6 /64) may ask in a minute. Counts begin anew each minute; when a minute sees more networks than can be counted, the
 * ones that come late share one count.
 */
final class AddressRates {
    private static final int NETWORKS = 10_000;
    private static final Long LATE = Long.MIN_VALUE;

    private final int most;
    private final InstantSource clock;
    private final Map<Long, Integer> counts = new HashMap<>();
    private long minute;

    AddressRates(int most, InstantSource clock) {
        this.most = most;
        this.clock = clock;
    }

    synchronized boolean admits(InetAddress address) {
        long now = clock.millis() / 60_000;
        if (now != minute) {
            minute = now;
            counts.clear();
        }
        Long network = network(address);
        Long counted = counts.containsKey(network) || counts.size() < NETWORKS ? network : LATE;
        return counts.merge(counted, 1, Integer::sum) <= most;
    }

    private static Long network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address
                ? ByteBuffer.wrap(bytes).getLong()
                : Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt());
    }
}
