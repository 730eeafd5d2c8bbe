package io.gatehouse.gateway.flow.respond.challenge;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Answer;
import io.gatehouse.gateway.exchange.RequestCookies;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.exchange.SessionValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which session values a sign-in carried to the upstream, and which it got from there.
 *
 * <p>Where the configuration names the session, these are it, and bearer tokens. Where it doesn't, every cookie that looks like one counts: at least 20 characters, letters and digits. A
 * shorter or plainer value may be the same for many people ({@code theme=dark}), and shutting it out would shut out all of them.
 */
final class Sessions {
    private static final int SHORTEST_SESSION = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Config.Login login;

    Sessions(Config.Login login) {
        this.login = login;
    }

    Set<String> carried(RequestHead head) {
        Set<String> values = new LinkedHashSet<>();
        for (RequestCookies.Cookie cookie : RequestCookies.of(head.headers()).cookies()) {
            add(values, cookie);
        }
        bearer(head).map(SessionValues::canonical).ifPresent(values::add);
        return values;
    }

    Set<String> given(Answer answer) {
        Set<String> values = new LinkedHashSet<>();
        for (RequestCookies.Cookie cookie : setCookies(answer)) {
            add(values, cookie);
        }
        token(answer).map(SessionValues::canonical).ifPresent(values::add);
        return values;
    }

    /** The request cookies that a client would send after this answer: what a sign-out needs. */
    String cookiesAfter(RequestHead head, Answer answer) {
        Map<String, String> jar = new LinkedHashMap<>();
        RequestCookies.of(head.headers()).cookies().forEach(cookie -> jar.put(cookie.name(), cookie.value()));
        setCookies(answer).forEach(cookie -> jar.put(cookie.name(), cookie.value()));
        List<RequestCookies.Cookie> cookies = new ArrayList<>();
        jar.forEach((name, value) -> cookies.add(new RequestCookies.Cookie(name, value)));
        return new RequestCookies(cookies).header();
    }

    /** The bearer token that the answer gives, or else that the request had. */
    Optional<String> tokenAfter(RequestHead head, Answer answer) {
        return token(answer).or(() -> bearer(head));
    }

    private Optional<String> token(Answer answer) {
        Config.Session session = login.session();
        if (session == null || session.json() == null) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(answer.body()).at(JsonPointer.compile(session.json()));
            return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void add(Set<String> values, RequestCookies.Cookie cookie) {
        String value = SessionValues.canonical(cookie.value());
        Config.Session session = login.session();
        List<String> named = session == null ? List.of() : session.cookies();
        boolean isSession = named.isEmpty() ? looksLikeSession(cookie, value) : named.contains(cookie.name());
        if (isSession && !value.isEmpty()) {
            values.add(value);
        }
    }

    private static boolean looksLikeSession(RequestCookies.Cookie cookie, String value) {
        return value.length() >= SHORTEST_SESSION
                && !RequestCookies.isOwn(cookie.name())
                && value.chars().anyMatch(Character::isLetter)
                && value.chars().anyMatch(Character::isDigit);
    }

    private static List<RequestCookies.Cookie> setCookies(Answer answer) {
        List<RequestCookies.Cookie> cookies = new ArrayList<>();
        for (String header : answer.headers().getAll("Set-Cookie")) {
            int semicolon = header.indexOf(';');
            String pair = semicolon < 0 ? header : header.substring(0, semicolon);
            int equals = pair.indexOf('=');
            if (equals > 0) {
                cookies.add(new RequestCookies.Cookie(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip()));
            }
        }
        return cookies;
    }

    private static Optional<String> bearer(RequestHead head) {
        String authorization = head.headers().get("Authorization", "").strip();
        return authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                ? Optional.of(authorization.substring(7).strip())
                : Optional.empty();
    }
}
