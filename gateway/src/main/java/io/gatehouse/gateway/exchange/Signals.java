package io.gatehouse.gateway.exchange;

/**
 * What a sign-in's request tells of its client beside what it says in words. Texts are empty where there is nothing; all are, where {@code privacy.mode} is strict.
 *
 * @param manner how the connection speaks
 * @param headers fingerprint of the order of the request's header names
 * @param brands the Sec-CH-UA header, at most 256 characters
 * @param platform the Sec-CH-UA-Platform header, at most 32 characters
 */
public record Signals(Manner manner, String headers, String brands, String platform) {
    public static final Signals NONE = new Signals(Manner.UNKNOWN, "", "", "");
}
