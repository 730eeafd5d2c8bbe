package io.gatehouse.gateway.demo;

import com.sun.net.httpserver.HttpExchange;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sessions by cookie, the least recently used dropped beyond a thousand. A session keeps its id when somebody signs in: on purpose, see {@link DemoApp}. */
final class DemoSessions {
    private static final int MOST = 1_000;
    private static final String NOBODY = "";

    private final SecureRandom random = new SecureRandom();
    private final Map<String, String> users = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST;
        }
    };

    /** The session that a request belongs to. */
    synchronized Optional<String> of(HttpExchange call) {
        List<String> headers = call.getRequestHeaders().getOrDefault("Cookie", List.of());
        return headers.stream()
                .flatMap(header -> List.of(header.split(";", -1)).stream())
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(DemoApp.SESSION_COOKIE + "="))
                .map(cookie -> cookie.substring(DemoApp.SESSION_COOKIE.length() + 1))
                .filter(users::containsKey)
                .findFirst();
    }

    /** A new session, for nobody yet. */
    synchronized String begin(HttpExchange call) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        String session = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        users.put(session, NOBODY);
        call.getResponseHeaders()
                .add("Set-Cookie", DemoApp.SESSION_COOKIE + "=" + session + "; Path=/; HttpOnly; SameSite=Lax");
        return session;
    }

    synchronized void signIn(String session, String user) {
        users.put(session, user);
    }

    synchronized Optional<String> userOf(String session) {
        return Optional.ofNullable(users.get(session)).filter(user -> !user.equals(NOBODY));
    }

    synchronized void signOut(String session) {
        users.remove(session);
    }
}
