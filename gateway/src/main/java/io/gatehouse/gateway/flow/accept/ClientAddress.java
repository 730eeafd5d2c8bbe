package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.config.Cidr;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.Manner;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds who a request is from behind trusted proxies. Only what a trusted peer says counts, and of that only the right-most hop that is not itself trusted: all
 * left of it was written by somebody unknown. When a hop cannot be read, the last trusted one that was counts as the client: an address that is surely not forged.
 *
 * <p>{@code X-Forwarded-For} wins over {@code Forwarded}, since nearly all proxies write the former; a trusted proxy must not let clients write whichever it
 * writes itself.
 */
final class ClientAddress {
    private static final int MOST_HOPS = 32;

    private final List<Cidr> trusted;

    ClientAddress(List<Cidr> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    Client resolve(Peer connection, HttpHeaders headers) {
        InetAddress peer = connection.address();
        boolean tls = connection.tls();
        if (!isTrusted(peer)) {
            return new Client(peer, tls, false, connection.certificate(), connection.manner());
        }
        List<String> forwardedFor = headers.getAll("X-Forwarded-For");
        List<String> forwarded = headers.getAll("Forwarded");
        List<String> protocols = headers.getAll("X-Forwarded-Proto");
        if (!forwardedFor.isEmpty() || forwarded.isEmpty()) {
            boolean secure = protocols.isEmpty() ? tls : isHttps(protocols.get(protocols.size() - 1));
            return new Client(
                    rightmostUntrusted(peer, elements(forwardedFor)),
                    secure,
                    true,
                    connection.certificate(),
                    Manner.UNKNOWN);
        }
        List<String> elements = elements(forwarded);
        List<String> hops = elements.stream().map(e -> parameter(e, "for")).toList();
        String protocol = elements.isEmpty() ? "" : parameter(elements.get(elements.size() - 1), "proto");
        return new Client(
                rightmostUntrusted(peer, hops),
                protocol.isEmpty() ? tls : isHttps(protocol),
                true,
                connection.certificate(),
                Manner.UNKNOWN);
    }

    boolean isTrusted(InetAddress address) {
        for (Cidr network : trusted) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private InetAddress rightmostUntrusted(InetAddress peer, List<String> hops) {
        InetAddress nearest = peer;
        int leftmost = Math.max(0, hops.size() - MOST_HOPS);
        for (int i = hops.size() - 1; i >= leftmost; i--) {
            InetAddress hop = address(hops.get(i));
            if (hop == null) {
                return nearest;
            }
            if (!isTrusted(hop)) {
                return hop;
            }
            nearest = hop;
        }
        return nearest;
    }

    /** The right-most protocol is the one that the nearest proxy wrote. */
    private static boolean isHttps(String protocols) {
        return protocols
                .substring(protocols.lastIndexOf(',') + 1)
                .strip()
                .toLowerCase(Locale.ROOT)
                .equals("https");
    }

    /** Several headers of one name are one list (RFC 9110, 5.3); commas in quotes do not part. */
    private static List<String> elements(List<String> values) {
        List<String> elements = new ArrayList<>();
        for (String value : values) {
            int start = 0;
            boolean quoted = false;
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                quoted ^= c == '"';
                if (c == ',' && !quoted) {
                    elements.add(value.substring(start, i).strip());
                    start = i + 1;
                }
            }
            elements.add(value.substring(start).strip());
        }
        return elements;
    }

    /** A parameter of one element of {@code Forwarded}, unquoted; empty when it is missing, given twice or malformed. */
    private static String parameter(String element, String name) {
        String found = "";
        for (String pair : element.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0 || !pair.substring(0, equals).strip().equalsIgnoreCase(name)) {
                continue;
            }
            String value = pair.substring(equals + 1).strip();
            boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
            value = quoted ? value.substring(1, value.length() - 1) : value;
            if (!found.isEmpty() || value.indexOf('"') >= 0 || value.indexOf('\\') >= 0) {
                return "";
            }
            found = value;
        }
        return found;
    }

    /** A literal address, with a port or without: {@code 192.0.2.1:80}, {@code 2001:db8::1}, {@code [2001:db8::1]:80}. Never a name: nothing is looked up. */
    private static @Nullable InetAddress address(String hop) {
        String literal = hop;
        if (hop.startsWith("[")) {
            int close = hop.indexOf(']');
            if (close < 0 || !isPortOrNothing(hop.substring(close + 1))) {
                return null;
            }
            literal = hop.substring(1, close);
            if (literal.indexOf(':') < 0) {
                return null;
            }
        } else if (hop.indexOf(':') >= 0 && hop.indexOf(':') == hop.lastIndexOf(':')) {
            if (!isPortOrNothing(hop.substring(hop.indexOf(':')))) {
                return null;
            }
            literal = hop.substring(0, hop.indexOf(':'));
        }
        if (!NetUtil.isValidIpV4Address(literal)
                && (literal.indexOf('%') >= 0 || !NetUtil.isValidIpV6Address(literal))) {
            return null;
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static boolean isPortOrNothing(String port) {
        if (port.isEmpty()) {
            return true;
        }
        return port.length() >= 2
                && port.length() <= 6
                && port.charAt(0) == ':'
                && port.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
    }
}
