package io.gatehouse.geo;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Addresses that are not what they seem: those that have no place, and IPv6 addresses that carry an IPv4 address.
 *
 * <p>The ranges are IANA's special-purpose registries (RFC 6890 and its updates), less those that are globally reachable, plus multicast.
 */
final class SpecialAddresses {
    private static final PrefixTable<AddressRange> RANGES = table(Map.of(
            AddressRange.PRIVATE,
            List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"),
            AddressRange.LOOPBACK,
            List.of("127.0.0.0/8", "::1/128"),
            AddressRange.LINK_LOCAL,
            List.of("169.254.0.0/16", "fe80::/10"),
            AddressRange.SHARED,
            List.of("100.64.0.0/10"),
            AddressRange.DOCUMENTATION,
            List.of("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
            AddressRange.RESERVED,
            List.of(
                    "0.0.0.0/8", // this network
                    "192.0.0.0/24", // protocol assignments
                    "198.18.0.0/15", // benchmarking
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, broadcast
                    "::/96", // unspecified, and the long-gone IPv4-compatible addresses
                    "64:ff9b:1::/48", // local translation
                    "100::/64", // discard
                    "2001:2::/48", // benchmarking
                    "2001:10::/28", // ORCHID
                    "2001:20::/28", // ORCHIDv2
                    "5f00::/16", // segment routing
                    "ff00::/8"))); // multicast

    private static final byte[] MAPPED_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
    private static final Cidr TRANSLATED = Cidr.parse("64:ff9b::/96");
    private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");

    private SpecialAddresses() {}

    static AddressRange range(InetAddress address) {
        AddressRange found = RANGES.find(address.getAddress());
        return found == null ? AddressRange.PUBLIC : found;
    }

    /** The IPv4 address inside an IPv4-mapped, translated (NAT64) or 6to4 address, else the address itself. Teredo names its server, not its client. */
    static InetAddress unwrap(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (isMapped(bytes) || TRANSLATED.contains(bytes)) {
            return v4(bytes, 12);
        }
        return SIX_TO_FOUR.contains(bytes) ? v4(bytes, 2) : address;
    }

    /** {@code ::ffff:0:0/96}, which {@link Cidr} cannot say: Java reads it as IPv4. */
    private static boolean isMapped(byte[] bytes) {
        return bytes.length == 16 && Arrays.mismatch(bytes, MAPPED_PREFIX) == MAPPED_PREFIX.length;
    }

    private static InetAddress v4(byte[] bytes, int at) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static PrefixTable<AddressRange> table(Map<AddressRange, List<String>> networks) {
        return PrefixTable.of(
                networks.entrySet().stream()
                        .flatMap(entry -> entry.getValue().stream()
                                .map(network -> new PrefixTable.Entry<>(Cidr.parse(network), entry.getKey())))
                        .toList(),
                (outer, inner) -> inner);
    }
}
