package io.gatehouse.gateway.challenge.push;

import io.gatehouse.gateway.config.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/** Whether an address is one of the Internet at large. Phones name the endpoints that we then call: none of them may be a machine of our own. */
final class PublicAddress {
    /** IANA's special-purpose registries, and what carries IPv4 addresses in IPv6 ones. */
    private static final List<Cidr> SPECIAL = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3",
                    "::/96",
                    "64:ff9b::/32",
                    "100::/64",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20",
                    "5f00::/16",
                    "fc00::/7",
                    "fe80::/9",
                    "ff00::/8")
            .map(PublicAddress::network)
            .toList();

    private PublicAddress() {}

    static boolean is(InetAddress address) {
        return SPECIAL.stream().noneMatch(network -> network.contains(address));
    }

    private static Cidr network(String text) {
        String[] parts = text.split("/", -1);
        try {
            return new Cidr(InetAddress.getByName(parts[0]), Integer.parseInt(parts[1]));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("a literal address needs no DNS", e);
        }
    }
}
