package io.gatehouse.gateway.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An application with a sign-in page and an inbox, on a free loopback port. It knows nothing of Gatehouse.
 *
 * <p>Like many real ones it keeps the session cookie that a browser already had when it signs in. So whoever is not kept out while a sign-in is held is in.
 */
public final class DemoApp implements AutoCloseable {
    /** Names and passwords of those who can sign in. */
    public static final Map<String, String> USERS = Map.of("alice", "wonderland", "bob", "builder");

    public static final String SESSION_COOKIE = "DEMOSESSION";

    private static final String POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final DemoSessions sessions = new DemoSessions();
    private final String loginPage = resource("login.html");
    private final String inboxPage = resource("inbox.html");
    private final String style = resource("demo.css");
    private final ExecutorService threads = Executors.newFixedThreadPool(4, task -> {
        Thread thread = new Thread(task, "demo-app");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer server;

    private DemoApp(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public static DemoApp start() throws IOException {
        return new DemoApp(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    /** Where it is served. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
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
            switch (request) {
                case "GET /" -> redirect(call, "/inbox");
                case "GET /login" -> login(call);
                case "POST /login" -> signIn(call);
                case "GET /inbox" -> inbox(call);
                case "POST /logout" -> signOut(call);
                case "GET /demo.css" -> send(call, 200, "text/css; charset=utf-8", style);
                default -> send(call, 404, "text/plain; charset=utf-8", "There is nothing here.\n");
            }
        }
    }

    private void login(HttpExchange call) throws IOException {
        boolean refused = "refused".equals(call.getRequestURI().getQuery());
        if (sessions.of(call).isEmpty()) {
            sessions.begin(call);
        }
        send(call, 200, "text/html; charset=utf-8", loginPage.replace("{{state}}", refused ? "refused" : "fresh"));
    }

    private void signIn(HttpExchange call) throws IOException {
        Map<String, String> form = DemoForm.read(call);
        String user = form.getOrDefault("username", "");
        if (!form.getOrDefault("password", "").equals(USERS.get(user))) {
            redirect(call, "/login?refused");
            return;
        }
        String session = sessions.of(call).orElseGet(() -> sessions.begin(call));
        sessions.signIn(session, user);
        redirect(call, "/inbox");
    }

    private void inbox(HttpExchange call) throws IOException {
        Optional<String> user = sessions.of(call).flatMap(sessions::userOf);
        if (user.isEmpty()) {
            redirect(call, "/login");
        } else {
            send(call, 200, "text/html; charset=utf-8", inboxPage.replace("{{user}}", user.get()));
        }
    }

    private void signOut(HttpExchange call) throws IOException {
        sessions.of(call).ifPresent(sessions::signOut);
        redirect(call, "/login");
    }

    private static void redirect(HttpExchange call, String path) throws IOException {
        call.getResponseHeaders().set("Location", path);
        call.sendResponseHeaders(302, -1);
    }

    private static void send(HttpExchange call, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().set("Content-Type", type);
        call.getResponseHeaders().set("Content-Security-Policy", POLICY);
        call.getResponseHeaders().set("Cache-Control", "no-store");
        call.sendResponseHeaders(status, body.length);
        call.getResponseBody().write(body);
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(DemoApp.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the jar is damaged: " + name, e);
        }
    }
}
