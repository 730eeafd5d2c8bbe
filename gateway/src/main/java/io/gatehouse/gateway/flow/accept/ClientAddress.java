package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.config.Cidr;
import io.gatehouse.gateway.exchange.Client;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the true client: the peer, or, where the peer is a trusted proxy, the right-most hop of {@code X-Forwarded-For} (or {@code Forwarded}) that is not trusted. What stands left of it
 * anybody could have written. A hop that cannot be read ends the search: then the last trusted proxy counts as the client.
 */
final class ClientAddress {
    private static final Pattern FORWARDED_FOR = Pattern.compile("(?i)(?:^|[;,])\\s*for=(\"[^\"]*\"|[^;,\"\\s]*)");
    private static final int MOST_HOPS = 32;

    private final List<Cidr> trusted;

    ClientAddress(List<Cidr> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    Client resolve(InetAddress peer, boolean tls, HttpHeaders headers) {
        if (!isTrusted(peer)) {
            return new Client(peer, tls);
        }
        InetAddress client = peer;
        for (String hop : hopsFromTheRight(headers)) {
            Optional<InetAddress> address = parse(hop);
            if (address.isEmpty()) {
                break;
            }
            client = address.get();
            if (!isTrusted(client)) {
                break;
            }
        }
        boolean secure = tls || "https".equalsIgnoreCase(headers.get("X-Forwarded-Proto", ""));
        return new Client(client, secure);
    }

    private static List<String> hopsFromTheRight(HttpHeaders headers) {
        List<String> hops = new ArrayList<>();
        List<String> lists = headers.getAll("X-Forwarded-For");
        if (!lists.isEmpty()) {
            lists.forEach(list -> Collections.addAll(hops, list.split(",", -1)));
        } else {
            for (String list : headers.getAll("Forwarded")) {
                Matcher matcher = FORWARDED_FOR.matcher(list);
                while (matcher.find()) {
                    hops.add(matcher.group(1).replace("\"", ""));
                }
            }
        }
        Collections.reverse(hops);
        return hops.size() > MOST_HOPS ? hops.subList(0, MOST_HOPS) : hops;
    }

    /** An address, with or without a port; never a name, which would have to be looked up. */
    private static Optional<InetAddress> parse(String hop) {
        String text = hop.strip();
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            text = close < 0 ? "" : text.substring(1, close);
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            text = text.substring(0, text.indexOf(':'));
        }
        byte[] bytes = text.indexOf('%') >= 0 ? null : NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("addresses have 4 or 16 bytes", e);
        }
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }
}
