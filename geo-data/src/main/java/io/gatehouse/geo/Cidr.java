package io.gatehouse.geo;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network: all addresses that begin with the same bits.
 *
 * @param first its lowest address
 * @param length how many bits are fixed: 0 to 32 (IPv4) or 128 (IPv6)
 */
public record Cidr(InetAddress first, int length) {

    public Cidr {
        byte[] bytes = first.getAddress();
        if (length < 0 || length > bytes.length * 8) {
            throw new IllegalArgumentException(
                    "prefix length " + length + " of " + first.getHostAddress() + " is not 0 to " + bytes.length * 8);
        }
        for (int bit = length; bit < bytes.length * 8; bit++) {
            if (bit(bytes, bit)) {
                throw new IllegalArgumentException(first.getHostAddress() + "/" + length
                        + " has bits set after its prefix; give the network's first address");
            }
        }
    }

    /**
     * Reads {@code 192.0.2.0/24} or {@code 2001:db8::/32}; an address alone is a network of one.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        InetAddress first = IpAddresses.parse(slash < 0 ? text : text.substring(0, slash));
        if (slash < 0) {
            return new Cidr(first, first.getAddress().length * 8);
        }
        String length = text.substring(slash + 1);
        if (!length.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("\"" + text + "\" is no network; write one like 192.0.2.0/24");
        }
        return new Cidr(first, Integer.parseInt(length));
    }

    /**
     * The fewest networks that together are exactly the addresses from the first to the last, both included.
     *
     * @throws IllegalArgumentException if the two are of different families or in the wrong order
     */
    public static List<Cidr> between(InetAddress first, InetAddress last) {
        int width = first.getAddress().length * 8;
        BigInteger at = new BigInteger(1, first.getAddress());
        BigInteger end = new BigInteger(1, last.getAddress());
        if (last.getAddress().length * 8 != width || at.compareTo(end) > 0) {
            throw new IllegalArgumentException("a range goes up within one family, but this one goes from "
                    + first.getHostAddress() + " to " + last.getHostAddress());
        }
        List<Cidr> networks = new ArrayList<>();
        while (at.compareTo(end) <= 0) {
            int aligned = at.signum() == 0 ? width : at.getLowestSetBit();
            int fitting = end.subtract(at).add(BigInteger.ONE).bitLength() - 1;
            int free = Math.min(aligned, fitting);
            networks.add(new Cidr(address(at, width / 8), width - free));
            at = at.add(BigInteger.ONE.shiftLeft(free));
        }
        return networks;
    }

    boolean isIpv4() {
        return first instanceof Inet4Address;
    }

    boolean contains(byte[] other) {
        byte[] mine = first.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < length; bit++) {
            if (bit(mine, bit) != bit(other, bit)) {
                return false;
            }
        }
        return true;
    }

    static boolean bit(byte[] bytes, int index) {
        return ((bytes[index >> 3] >> (7 - (index & 7))) & 1) == 1;
    }

    private static InetAddress address(BigInteger number, int size) {
        byte[] from = number.toByteArray();
        byte[] bytes = new byte[size];
        int length = Math.min(from.length, size);
        System.arraycopy(from, from.length - length, bytes, size - length, length);
        try {
            // The scoped factory: the plain one would turn ::ffff:a.b.c.d into an IPv4 address.
            return size == 4 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes, not " + size, e);
        }
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + length;
    }
}
