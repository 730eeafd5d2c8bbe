package io.gatehouse.gateway.flow.respond.challenge;

import io.gatehouse.gateway.exchange.RequestCookies;
import io.gatehouse.gateway.exchange.RequestHead;
import java.util.Optional;

/**
 * What a waiting client shows to get its answer: the challenge and the secret, in a cookie (browsers), or the secret alone in the {@code Gatehouse-Challenge} header (scripts and API
 * clients, which name the challenge in the path).
 */
record ChallengeToken(String challenge, String token) {
    private static final String HEADER = "Gatehouse-Challenge";
    private static final String COOKIE = "gatehouse-challenge";

    /** From a request for this challenge. */
    static Optional<ChallengeToken> of(RequestHead head, String challenge) {
        String header = head.headers().get(HEADER);
        if (header != null) {
            return Optional.of(new ChallengeToken(challenge, header));
        }
        return ofCookie(head).filter(found -> found.challenge.equals(challenge));
    }

    /** From a browser's cookie, whatever its challenge is. */
    static Optional<ChallengeToken> ofCookie(RequestHead head) {
        RequestCookies cookies = RequestCookies.of(head.headers());
        return cookies.value("__Host-" + COOKIE).or(() -> cookies.value(COOKIE)).flatMap(value -> {
            int dot = value.indexOf('.');
            return dot < 1
                    ? Optional.empty()
                    : Optional.of(new ChallengeToken(value.substring(0, dot), value.substring(dot + 1)));
        });
    }

    static boolean isCookieOnly(RequestHead head) {
        return !head.headers().contains(HEADER);
    }

    String setCookie(boolean secure) {
        return cookie(secure, challenge + "." + token, 900);
    }

    static String clearCookie(boolean secure) {
        return cookie(secure, "", 0);
    }

    private static String cookie(boolean secure, String value, int maxAge) {
        return (secure ? "__Host-" : "") + COOKIE + "=" + value + "; Path=/; Max-Age=" + maxAge
                + "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }

    @Override
    public String toString() {
        return "ChallengeToken[" + challenge + "]";
    }
}
