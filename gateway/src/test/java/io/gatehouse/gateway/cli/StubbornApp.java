package io.gatehouse.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An application that never gives a session a new id: whoever holds a session when somebody signs in with it is in. Everybody's password is {@code right}; with {@code explode} it fails.
 */
final class StubbornApp implements AutoCloseable {
    static final String COOKIE = "STUBBORN";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A request as the application saw it. */
    record Seen(String request, Map<String, List<String>> headers) {
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> String.join(",", header.getValue()))
                    .findFirst()
                    .orElse("");
        }
    }

    private final Map<String, String> sessions = new ConcurrentHashMap<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    StubbornApp() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Seen> seen(String request) {
        return seen.stream().filter(one -> one.request.equals(request)).toList();
    }

    /** Whether the application takes this session for somebody's. */
    Optional<String> userOf(String session) {
        return Optional.ofNullable(sessions.get(session)).filter(user -> !user.isEmpty());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            String request =
                    call.getRequestMethod() + " " + call.getRequestURI().getPath();
            seen.add(new Seen(request, Map.copyOf(call.getRequestHeaders())));
            byte[] body = call.getRequestBody().readAllBytes();
            switch (request) {
                case "GET /login" -> {
                    session(call);
                    html(call, 200, "<h1>Sign in</h1>");
                }
                case "POST /login" -> login(call, body);
                case "POST /api/login" -> apiLogin(call, body);
                case "GET /home" ->
                    user(call)
                            .ifPresentOrElse(
                                    user -> html(call, 200, "<h1>Hello " + user + "</h1>"),
                                    () -> redirect(call, "/login"));
                case "POST /upload" ->
                    html(call, 200, body.length + " bytes from " + user(call).orElse("nobody"));
                case "GET /api/me" ->
                    user(call).ifPresentOrElse(user -> html(call, 200, user), () -> {
                        call.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"stubborn\"");
                        html(call, 401, "who?");
                    });
                case "POST /logout" -> {
                    cookie(call).ifPresent(session -> sessions.put(session, ""));
                    bearer(call).ifPresent(tokens::remove);
                    redirect(call, "/login");
                }
                default -> html(call, 404, "nothing");
            }
        }
    }

    private void login(HttpExchange call, byte[] body) {
        String form = new String(body, StandardCharsets.UTF_8);
        String user = field(form, "username");
        String password = field(form, "password");
        if (password.equals("explode")) {
            sessions.put(session(call), user);
            html(call, 500, "exploded");
        } else if (password.equals("right")) {
            sessions.put(session(call), user);
            redirect(call, "home?welcome");
        } else {
            session(call);
            redirect(call, "/login?failed");
        }
    }

    private void apiLogin(HttpExchange call, byte[] body) throws IOException {
        JsonNode login = JSON.readTree(body);
        if (!login.path("password").asText().equals("right")) {
            json(call, 401, "{\"error\":\"no\"}");
            return;
        }
        String token = "tok" + UUID.randomUUID();
        tokens.put(token, login.at("/user/email").asText());
        json(call, 200, "{\"token\":\"" + token + "\"}");
    }

    private Optional<String> user(HttpExchange call) {
        return cookie(call)
                .flatMap(this::userOf)
                .or(() -> bearer(call).map(tokens::get))
                .or(() -> basic(call));
    }

    private static Optional<String> basic(HttpExchange call) {
        String header = Optional.ofNullable(call.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        if (!header.startsWith("Basic ")) {
            return Optional.empty();
        }
        String[] pair =
                new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8).split(":", 2);
        return pair[1].equals("right") ? Optional.of(pair[0]) : Optional.empty();
    }

    private static Optional<String> bearer(HttpExchange call) {
        return Optional.ofNullable(call.getRequestHeaders().getFirst("Authorization"))
                .filter(header -> header.startsWith("Bearer "))
                .map(header -> header.substring(7));
    }

    private Optional<String> cookie(HttpExchange call) {
        return call.getRequestHeaders().getOrDefault("Cookie", List.of()).stream()
                .flatMap(header -> List.of(header.split(";", -1)).stream())
                .map(String::strip)
                .filter(pair -> pair.startsWith(COOKIE + "="))
                .map(pair -> pair.substring(COOKIE.length() + 1))
                .filter(sessions::containsKey)
                .findFirst();
    }

    /** The session that the client has, or a new one. */
    private String session(HttpExchange call) {
        return cookie(call).orElseGet(() -> {
            String session = UUID.randomUUID().toString();
            sessions.put(session, "");
            call.getResponseHeaders().add("Set-Cookie", COOKIE + "=" + session + "; HttpOnly");
            return session;
        });
    }

    private static String field(String form, String name) {
        for (String pair : form.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static void redirect(HttpExchange call, String to) {
        call.getResponseHeaders().set("Location", to);
        send(call, 302, "text/html", "");
    }

    private static void html(HttpExchange call, int status, String text) {
        send(call, status, "text/html; charset=utf-8", text);
    }

    private static void json(HttpExchange call, int status, String text) {
        send(call, status, "application/json", text);
    }

    private static void send(HttpExchange call, int status, String type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().set("Content-Type", type);
        try {
            call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            call.getResponseBody().write(bytes);
        } catch (IOException e) {
            // the client is gone
        }
    }
}
