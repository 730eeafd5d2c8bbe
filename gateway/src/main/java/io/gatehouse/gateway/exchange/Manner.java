package io.gatehouse.gateway.exchange;

/**
 * How a client speaks, whatever it says of itself; texts are empty where it is unknown: without TLS to us, behind a proxy that speaks in its stead, or when {@code privacy.mode} is strict.
 *
 * @param ja4 fingerprint of its TLS ClientHello
 * @param http2 its first SETTINGS, WINDOW_UPDATE and PRIORITY frames and the order of its pseudo-headers, written as Akamai does
 */
public record Manner(String ja4, String http2) {
    public static final Manner UNKNOWN = new Manner("", "");
}
