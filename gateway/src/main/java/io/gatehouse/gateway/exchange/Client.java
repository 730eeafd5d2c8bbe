package io.gatehouse.gateway.exchange;

import java.net.InetAddress;

/**
 * Who sends a request, as far as the connection tells.
 *
 * @param address the true client: behind trusted proxies the right-most untrusted hop, else the peer
 * @param secure the client speaks TLS, to us or to a trusted proxy
 * @param proxied a trusted proxy sends it, so that what only proxies may say counts
 */
public record Client(InetAddress address, boolean secure, boolean proxied) {
    public Client(InetAddress address, boolean secure) {
        this(address, secure, false);
    }
}
