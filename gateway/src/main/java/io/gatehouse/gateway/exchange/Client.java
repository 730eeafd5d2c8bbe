package io.gatehouse.gateway.exchange;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request, as far as the connection tells.
 *
 * @param address the true client: behind trusted proxies the right-most untrusted hop, else the peer
 * @param secure the client speaks TLS, to us or to a trusted proxy
 * @param proxied a trusted proxy sends it, so that what only proxies may say counts
 * @param certificate that the connection's other end proved to hold: DER in base64 between colons, as RFC 9440 writes it
 * @param manner how it speaks; unknown behind trusted proxies
 */
public record Client(
        InetAddress address,
        boolean secure,
        boolean proxied,
        @Nullable String certificate,
        Manner manner) {
    public Client(InetAddress address, boolean secure) {
        this(address, secure, false, null, Manner.UNKNOWN);
    }
}
