package io.gatehouse.gateway.exchange;

/**
 * What a sign-in's request tells of its client beside what it says in words. Texts are empty where there is nothing; all are, where {@code privacy.mode} is strict.
 *
 * @param manner how the connection speaks
 * @param headers fingerprint of the order of the request's header names
 * @param brands the Sec-CH-UA header, at most 256 characters
 * @param platform the Sec-CH-UA-Platform header, at most 32 characters
 * @param proof the value of the device script's cookie as sent, unverified
 * @param request method and path as sent, without the query, with a space between: what a proof must be about
 * @param origin our own, as the request names it: scheme, host and port; empty behind proxies, which may write another Host
 */
public record Signals(
        Manner manner, String headers, String brands, String platform, String proof, String request, String origin) {
    public static final Signals NONE = new Signals(Manner.UNKNOWN, "", "", "", "", "", "");

    /** A proof is good once, and shows not. */
    @Override
    public String toString() {
        return "Signals[" + manner + "]";
    }
}
