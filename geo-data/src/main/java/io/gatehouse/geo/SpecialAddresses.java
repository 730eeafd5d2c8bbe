package io.gatehouse.geo;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Addresses that are not what they seem: those that have no place, and IPv6 addresses that carry an IPv4 address.
 *
 * <p>The ranges are IANA's special-purpose registries (RFC 6890 and its updates), less those that are globally reachable, plus multicast.
 */
final class SpecialAddresses {
    private static final List<Cidr> LOCAL = Stream.of(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // shared, behind carriers' NAT
                    "127.0.0.0/8", // loopback
                    "169.254.0.0/16", // link-local
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments
                    "192.0.2.0/24", // documentation
                    "192.168.0.0/16", // private
                    "198.18.0.0/15", // benchmarking
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, broadcast
                    "::/96", // unspecified, loopback, and the long-gone IPv4-compatible addresses
                    "64:ff9b:1::/48", // local translation
                    "100::/64", // discard
                    "2001:2::/48", // benchmarking
                    "2001:10::/28", // ORCHID
                    "2001:20::/28", // ORCHIDv2
                    "2001:db8::/32", // documentation
                    "3fff::/20", // documentation
                    "5f00::/16", // segment routing
                    "fc00::/7", // unique local
                    "fe80::/10", // link-local
                    "fec0::/10", // site-local, deprecated
                    "ff00::/8") // multicast
            .map(Cidr::parse)
            .toList();

    private static final byte[] MAPPED_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
    private static final Cidr TRANSLATED = Cidr.parse("64:ff9b::/96");
    private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");

    private SpecialAddresses() {}

    static boolean isLocal(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (Cidr network : LOCAL) {
            if (network.contains(bytes)) {
                return true;
            }
        }
        return false;
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
}
