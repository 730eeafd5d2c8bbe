package io.gatehouse.gateway.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses, networks and origins. None of them asks the DNS. */
final class NetworkKinds {
    private static final Pattern HOST_PORT = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+):([0-9]{1,5})");
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");

    private NetworkKinds() {}

    /** {@code address:port} to listen on; an IPv6 address is in brackets; port 0 takes a free one. */
    static final Kind<InetSocketAddress> LISTEN = text -> {
        Matcher matcher = HOST_PORT.matcher(text);
        boolean shaped = matcher.matches();
        int port = shaped ? Integer.parseInt(matcher.group(2)) : 0;
        InetAddress address = shaped ? literal(matcher.group(1)).orElse(null) : null;
        if (address == null || port > 65_535) {
            throw new IllegalArgumentException(
                    "is not an address to listen on; write IP:PORT, such as 0.0.0.0:8443, [::]:8443 or 127.0.0.1:9090");
        }
        return new InetSocketAddress(address, port);
    };

    /** A network of proxies whose word counts. */
    static final Kind<Cidr> CIDR = text -> {
        Cidr network = network(text);
        if (network.prefix() == 0) {
            throw new IllegalArgumentException(
                    "would trust everybody to say where a request comes from; name the proxies' own networks");
        }
        return network;
    };

    /** {@code address/prefix}, or a single address. */
    static final Kind<Cidr> NETWORK = NetworkKinds::network;

    private static Cidr network(String text) {
        String[] parts = text.split("/", -1);
        InetAddress address = literal(parts[0]).orElse(null);
        if (address == null || parts.length > 2 || (parts.length == 2 && !parts[1].matches("[0-9]{1,3}"))) {
            throw new IllegalArgumentException("is not a network; write ADDRESS/BITS, such as 10.0.0.0/8 or fd00::/8");
        }
        int bits = address.getAddress().length * 8;
        int prefix = parts.length == 1 ? bits : Integer.parseInt(parts[1]);
        if (prefix > bits) {
            throw new IllegalArgumentException("has too many bits; an address of this kind has " + bits);
        }
        InetAddress network = masked(address, prefix);
        if (!network.equals(address)) {
            throw new IllegalArgumentException(
                    "has bits beyond its prefix; write " + network.getHostAddress() + "/" + prefix
                            + " for the network, or " + address.getHostAddress() + "/" + bits + " for the one address");
        }
        return new Cidr(address, prefix);
    }

    /** A host's name as requests have it, or {@code *.} and the end of one. */
    static final Kind<String> HOST_PATTERN = text -> {
        String name = text.startsWith("*.") ? text.substring(2) : text;
        if (name.contains("..") || !HOST_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("is not a host's name; write app.example.com, or *.example.com for all"
                    + " below it, without a port, and xn--… for a name that is not ASCII");
        }
        return text.toLowerCase(Locale.ROOT);
    };

    /** An upstream's server: scheme, host, port, and nothing else. */
    static final Kind<URI> SERVER = text -> {
        URI uri = origin(text);
        if (uri == null) {
            throw new IllegalArgumentException(
                    "is not a server; write http://HOST:PORT or https://HOST:PORT, without a path");
        }
        return uri;
    };

    /** A host's name, as a certificate has it. */
    static final Kind<String> NAME = text -> {
        if (!HOST_NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("is not a host's name; write one such as app.internal");
        }
        return text.toLowerCase(Locale.ROOT);
    };

    /** A web origin that browsers give keys to: https, or http on a loopback name. */
    static final Kind<URI> SECURE_ORIGIN = text -> {
        URI uri = origin(text);
        if (uri == null) {
            throw new IllegalArgumentException("is not an origin; write https://HOST or https://HOST:PORT");
        }
        if (!uri.getScheme().equals("https") && !isLoopback(uri.getHost())) {
            throw new IllegalArgumentException("is not secure: browsers keep no keys for it; write https://"
                    + uri.getHost() + " (http only for localhost names)");
        }
        return uri;
    };

    private static @Nullable URI origin(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            String host = uri.getHost();
            boolean bare = uri.getRawPath() != null
                    && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null;
            if (scheme == null || host == null || !bare || !scheme.matches("https?") || uri.getPort() > 65_535) {
                return null;
            }
            if (!host.startsWith("[") && !HOST_NAME.matcher(host).matches()) {
                return null;
            }
            return new URI(scheme, null, host.toLowerCase(Locale.ROOT), uri.getPort(), null, null, null);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("127.0.0.1")
                || host.equals("[::1]");
    }

    /** The address that a text spells out, in brackets or not; localhost counts as one. */
    static Optional<InetAddress> literal(String text) {
        if (text.equals("localhost")) {
            return Optional.of(InetAddress.getLoopbackAddress());
        }
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String bare = bracketed ? text.substring(1, text.length() - 1) : text;
        return bare.contains("%")
                ? Optional.empty()
                : Optional.ofNullable(NetUtil.createByteArrayFromIpAddressString(bare))
                        .map(NetworkKinds::address);
    }

    private static InetAddress masked(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int bit = prefix; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        return address(bytes);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("is not an IP address", e);
        }
    }
}
