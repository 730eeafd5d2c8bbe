package io.gatehouse.geo;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Autonomous systems of well-known clouds and hosters, for installations without a database that flags hosting. From {@code hosting-networks.csv}. */
final class HostingNetworks {
    private static final Set<Long> NUMBERS = read();

    private HostingNetworks() {}

    static boolean include(long asn) {
        return NUMBERS.contains(asn);
    }

    private static Set<Long> read() {
        List<List<String>> lines = Resources.csv("hosting-networks.csv");
        return lines.subList(1, lines.size()).stream()
                .map(line -> Long.valueOf(line.get(0)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
