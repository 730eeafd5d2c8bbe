package io.gatehouse.gateway.cli.phone;

import java.net.URI;

/** Names that mean this very machine. RFC 6761 says that {@code *.localhost} does; browsers know, the system's resolver often does not. */
final class Loopback {
    private static final String ADDRESS = "127.0.0.1";

    private Loopback() {}

    static boolean is(URI origin) {
        String host = origin.getHost();
        return host.equals("localhost") || host.equals(ADDRESS) || host.equals("[::1]") || host.endsWith(".localhost");
    }

    /** Whether the name must be told in a Host header, since the connection goes to the address. */
    static boolean needsHost(URI origin) {
        return origin.getScheme().equals("http") && origin.getHost().endsWith(".localhost");
    }

    static URI reachable(URI origin) {
        return needsHost(origin)
                ? URI.create("http://" + ADDRESS + (origin.getPort() == -1 ? "" : ":" + origin.getPort()))
                : origin;
    }
}
