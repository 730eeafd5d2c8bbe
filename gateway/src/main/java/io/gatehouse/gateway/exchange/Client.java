package io.gatehouse.gateway.exchange;

import java.net.InetAddress;

/**
 * Who sends a request, as far as the connection tells.
 *
 * @param address the true client: behind trusted proxies the right-most untrusted hop, else the peer
 * @param secure the client speaks TLS, to us or to a trusted proxy
 */
public record Client(InetAddress address, boolean secure) {}
