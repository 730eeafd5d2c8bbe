package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.exchange.Manner;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, before anything was asked.
 *
 * @param address the socket's, or the one that a load balancer's PROXY header names
 * @param tls it speaks TLS to us
 * @param certificate that it proved to hold: DER in base64 between colons, as RFC 9440 writes it
 * @param manner how it speaks
 */
record Peer(InetAddress address, boolean tls, @Nullable String certificate, Manner manner) {
    Peer(InetAddress address, boolean tls, @Nullable String certificate) {
        this(address, tls, certificate, Manner.UNKNOWN);
    }

    Peer with(Manner other) {
        return new Peer(address, tls, certificate, other);
    }
}
