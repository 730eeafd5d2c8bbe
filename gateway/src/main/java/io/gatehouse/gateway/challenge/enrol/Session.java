package io.gatehouse.gateway.challenge.enrol;

import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.Ids;
import io.gatehouse.gateway.exchange.RequestCookies;
import io.gatehouse.gateway.keyring.Keyring;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A browser that may enrol for a user, for a quarter of an hour. It is kept in the browser alone, sealed.
 *
 * @param id names it
 * @param confirmed it showed something that could approve already: what it adds counts at once
 */
record Session(String id, String user, boolean confirmed, Instant until) {
    static final Duration VALID = Duration.ofMinutes(15);

    private static final String CONTEXT = "enrolment session";
    private static final String NAME = "gatehouse-enrol";
    private static final String PATH = "/.gatehouse/enrol";

    static Session of(String user, boolean confirmed, Instant now) {
        return new Session(Ids.next(), user, confirmed, now.plus(VALID));
    }

    static Optional<Session> of(Exchange exchange, Keyring keyring, Instant now) {
        return RequestCookies.of(exchange.head().headers())
                .value(name(exchange))
                .flatMap(Session::decoded)
                .flatMap(value -> keyring.open(CONTEXT, value))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).split("\n", 4))
                .map(parts -> new Session(
                        parts[0],
                        parts[3],
                        parts[1].equals("confirmed"),
                        Instant.ofEpochMilli(Long.parseLong(parts[2]))))
                .filter(session -> now.isBefore(session.until));
    }

    private static Optional<byte[]> decoded(String value) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(value));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String cookie(Exchange exchange, Keyring keyring) {
        String text = id + "\n" + (confirmed ? "confirmed" : "waits") + "\n" + until.toEpochMilli() + "\n" + user;
        String value = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(keyring.seal(CONTEXT, text.getBytes(StandardCharsets.UTF_8)));
        return name(exchange) + "=" + value + "; Path=" + PATH + "; Max-Age=" + VALID.toSeconds()
                + "; HttpOnly; SameSite=Strict" + (exchange.client().secure() ? "; Secure" : "");
    }

    static String noCookie(Exchange exchange) {
        return name(exchange) + "=; Path=" + PATH + "; Max-Age=0; HttpOnly; SameSite=Strict"
                + (exchange.client().secure() ? "; Secure" : "");
    }

    private static String name(Exchange exchange) {
        return (exchange.client().secure() ? "__Secure-" : "") + NAME;
    }

    @Override
    public String toString() {
        return "Session[" + id + "]";
    }
}
