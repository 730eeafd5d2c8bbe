package io.gatehouse.gateway.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gatehouse.gateway.exchange.Client;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.NoBody;
import io.gatehouse.gateway.exchange.RecordingReply;
import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An application on loopback whose every sign-in is held: real pages and scripts, with a phone that the test plays by {@link #state}. */
final class HeldApplication implements AutoCloseable {
    private static final String ID = "abcdefghijklmnopqrstuv";
    private static final String NEWER_ID = "ABCDEFGHIJKLMNOPQRSTUV";
    private static final String CHALLENGES = "/.gatehouse/challenges/";
    private static final String STATUS = CHALLENGES + ID;
    private static final String TOKEN = "token-of-the-client";

    private final Pages pages = new Pages();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    /** Where the challenge stands. */
    volatile String state = "pending";

    /** Until when the challenge may be answered, from now. */
    volatile Duration left = Duration.ofSeconds(90);

    /** How the waiting page goes about it, and how else it could. */
    volatile Way way = Way.PHONE;

    volatile Set<Way> others = Set.of();

    /** How it may be answered. */
    volatile List<String> factors = List.of("push");

    /** The page's Content-Security-Policy; empty: none. */
    volatile String policy = "";

    /** Where the finished form sends the browser. */
    volatile String destination = "/welcome";

    HeldApplication() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange http) throws IOException {
        try (http) {
            String posted = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean known = TOKEN.equals(http.getRequestHeaders().getFirst("Gatehouse-Challenge"));
            switch (http.getRequestURI().getPath()) {
                case "/page" -> page(http);
                case "/plain" -> plain(http);
                case "/jquery.js" -> send(http, "text/javascript", jquery());
                case "/login" -> login(http, posted);
                case "/login-again" -> challenge(http, NEWER_ID);
                case CHALLENGES + NEWER_ID -> send(http, "application/json", "{\"state\":\"pending\"}");
                case "/other" -> {
                    http.getResponseHeaders().set("WWW-Authenticate", "Bearer");
                    send(http, 401, "application/json", "{\"type\":\"other\"}");
                }
                case "/wait", "/wait-script" -> relay(http, exchange -> pages.waiting(exchange, view(http), none()));
                case STATUS -> send(http, "application/json", "{\"state\":\"" + state + "\"}");
                case STATUS + "/events" -> events(http);
                case STATUS + "/prove" -> {
                    String right = "{\"code\":\"123456\"}";
                    if (posted.equals(right)) {
                        state = "approved";
                        send(http, "application/json", "{\"state\":\"approved\"}");
                    } else {
                        send(
                                http,
                                422,
                                "application/problem+json",
                                "{\"type\":\"urn:gatehouse:wrong-code\",\"tries\":3}");
                    }
                }
                case STATUS + "/finish" -> {
                    http.getResponseHeaders().set("X-Application", "finished");
                    send(http, known ? 200 : 403, "application/json", "{\"user\":\"ann\"}");
                }
                case "/welcome" -> send(http, "text/html", "<title>Welcome</title>");
                default ->
                    relay(http, exchange -> {
                        if (!pages.asset(exchange)) {
                            pages.failure(exchange, HttpResponseStatus.NOT_FOUND, "Nothing here", "");
                        }
                    });
            }
        }
    }

    private void login(HttpExchange http, String posted) throws IOException {
        if (posted.equals("gatehouse-finish=" + ID)) {
            http.getResponseHeaders().set("Location", destination);
            http.sendResponseHeaders(303, -1);
            return;
        }
        challenge(http, ID);
    }

    private void challenge(HttpExchange http, String id) throws IOException {
        Map<String, Object> challenge = Map.of(
                "type",
                "urn:gatehouse:challenge",
                "challenge",
                id,
                "code",
                "483920",
                "expires",
                Instant.now().plus(left).toString(),
                "status",
                CHALLENGES + id,
                "token",
                TOKEN,
                "factors",
                factors);
        HttpHeaders header = new DefaultHttpHeaders().set("WWW-Authenticate", "Gatehouse");
        relay(http, exchange -> pages.problem(exchange, HttpResponseStatus.UNAUTHORIZED, challenge, header));
    }

    private void page(HttpExchange http) throws IOException {
        if (!policy.isEmpty()) {
            http.getResponseHeaders().set("Content-Security-Policy", policy);
        }
        send(http, "text/html", """
                <!DOCTYPE html><script src='/.gatehouse/device.js'></script><script src='/jquery.js'></script>
                <style>div, dialog { display: none !important; font: 99px cursive }</style><h1>App</h1>""");
    }

    /** A page that knows nothing of us, as it comes through the gateway; a policy of its own follows the head's beginning. */
    private void plain(HttpExchange http) throws IOException {
        HttpHeaders headers = new DefaultHttpHeaders().set("Content-Type", "text/html");
        if (!policy.isEmpty()) {
            headers.set("Content-Security-Policy", policy);
        }
        HttpHeaders asked = new DefaultHttpHeaders();
        http.getRequestHeaders().forEach(asked::add);
        RequestHead head = new RequestHead("GET", "/plain", "/plain", null, "127.0.0.1:" + port(), asked);
        Injection injection =
                Injection.into(head, HttpResponseStatus.OK, headers).orElseThrow();
        headers.forEach(header -> http.getResponseHeaders().add(header.getKey(), header.getValue()));
        http.sendResponseHeaders(200, 0);
        String page = """
                <!DOCTYPE html><html><head>
                <meta http-equiv="Content-Security-Policy" content="script-src 'none'; style-src 'none'">
                <script>window.stopped = false</script><h1>App</h1>""";
        ByteBuf rest = Unpooled.copiedBuffer(page, StandardCharsets.UTF_8);
        while (rest.isReadable()) {
            pass(http, injection.insert(rest.readRetainedSlice(Math.min(7, rest.readableBytes()))));
        }
        rest.release();
        pass(http, injection.end());
    }

    private static void pass(HttpExchange http, ByteBuf chunk) throws IOException {
        chunk.readBytes(http.getResponseBody(), chunk.readableBytes());
        chunk.release();
        http.getResponseBody().flush();
    }

    /** One event, then the end: the browser connects again by itself. */
    private void events(HttpExchange http) throws IOException {
        send(http, "text/event-stream", "retry: 100\ndata: {\"state\":\"" + state + "\"}\n\n");
    }

    private WaitingView view(HttpExchange http) {
        String target = http.getRequestURI().getPath().equals("/wait") ? "/login" : "";
        return new WaitingView(
                ID, "483920", Instant.now().plus(left), state, target, "/page", "app.test", way, others, "");
    }

    private static HttpHeaders none() {
        return EmptyHttpHeaders.INSTANCE;
    }

    private interface Answering {
        void answer(Exchange exchange);
    }

    private static void relay(HttpExchange http, Answering answering) throws IOException {
        RecordingReply reply = new RecordingReply();
        String path = http.getRequestURI().getPath();
        HttpHeaders headers = new DefaultHttpHeaders();
        http.getRequestHeaders().forEach(headers::add);
        RequestHead head = new RequestHead(http.getRequestMethod(), path, path, null, "app.test", headers);
        Client client = new Client(InetAddress.getLoopbackAddress(), false);
        answering.answer(new Exchange("exchange-id", Instant.now(), head, client, new NoBody(), reply));
        reply.headers()
                .remove("Content-Length")
                .forEach(header -> http.getResponseHeaders().add(header.getKey(), header.getValue()));
        byte[] body = reply.bytes();
        http.sendResponseHeaders(reply.status().code(), body.length == 0 ? -1 : body.length);
        http.getResponseBody().write(body);
    }

    private static void send(HttpExchange http, String type, String body) throws IOException {
        send(http, 200, type, body);
    }

    private static void send(HttpExchange http, int status, String type, String body) throws IOException {
        http.getResponseHeaders().set("Content-Type", type);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        http.sendResponseHeaders(status, bytes.length);
        http.getResponseBody().write(bytes);
    }

    private static String jquery() {
        String path = "/META-INF/resources/webjars/jquery/3.7.1/jquery.min.js";
        try (InputStream in = HeldApplication.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path: does the version fit the pom?");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
