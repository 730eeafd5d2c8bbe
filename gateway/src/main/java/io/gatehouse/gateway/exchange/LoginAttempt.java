package io.gatehouse.gateway.exchange;

import java.net.InetAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody tries to sign in. Carries no password.
 *
 * @param id the decision's id, as {@link Ids} makes them
 * @param at when
 * @param login which of the configured sign-ins: its path, as configured
 * @param user the name as given, normalised as configured
 * @param address the true client address
 * @param userAgent the User-Agent header, at most 512 characters
 * @param acceptLanguage the Accept-Language header, at most 256 characters
 * @param deviceCookie the value of Gatehouse's device cookie as sent, unverified
 * @param signals what else the request tells of its client
 */
public record LoginAttempt(
        String id,
        Instant at,
        String login,
        String user,
        InetAddress address,
        @Nullable String userAgent,
        @Nullable String acceptLanguage,
        @Nullable String deviceCookie,
        Signals signals) {
    public LoginAttempt(
            String id,
            Instant at,
            String login,
            String user,
            InetAddress address,
            @Nullable String userAgent,
            @Nullable String acceptLanguage,
            @Nullable String deviceCookie) {
        this(id, at, login, user, address, userAgent, acceptLanguage, deviceCookie, Signals.NONE);
    }

    @Override
    public String toString() {
        return "LoginAttempt[" + id + "]";
    }
}
