package io.gatehouse.gateway.cli;

import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.cli.phone.PhoneClient;
import io.gatehouse.gateway.config.AdminToken;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.gateway.config.ConfigReader;
import io.gatehouse.gateway.config.TokenFile;
import io.gatehouse.risk.BrokenRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** A whole gateway, as {@code run} starts it from a file, in front of an application. The country decides: Norway passes, Brazil is challenged, Japan takes a passkey, Singapore is blocked. */
final class LiveGateway implements AutoCloseable {
    private static final String RULES = """
        import io.gatehouse.risk.*;
        rule "From Brazil"
        when $r : Risk( place.country == "BR" )
        then $r.add(50, "from Brazil"); end
        rule "From Japan"
        when $r : Risk( place.country == "JP" )
        then $r.challenge("from Japan", PASSKEY); end
        rule "From Singapore"
        when $r : Risk( place.country == "SG" )
        then $r.block("from Singapore"); end
        """;

    private static final String FORM_LOGIN = """
          - path: /login
            username: { form: username }
            success: { status: [302], not-location: /login }
            session: { cookie: STUBBORN }
            sign-out: POST /logout
          - path: /api/login
            username: { json: /user/email }
            success: { json: /token }
            session: { json: /token }
            sign-out: POST /logout
          - path: /api/**
            username: { basic: { probe: GET /api/me } }
            success: { status: [200] }
        """;

    private final Path folder;
    private final int port;
    private final Path yaml;
    private Gateway gateway;

    private LiveGateway(Path folder, int port, String yaml) throws Exception {
        this(folder, port, "{ embedded: store }", yaml);
    }

    private LiveGateway(Path folder, int port, String store, String yaml) throws Exception {
        this.folder = folder;
        this.port = port;
        Path rules = Files.createDirectories(folder.resolve("rules"));
        Files.writeString(rules.resolve("countries.drl"), RULES);
        this.yaml = folder.resolve("gatehouse.yaml");
        String common = """
            trusted-proxies: [127.0.0.1/32]
            rules: { directory: rules, challenge-at: 40 }
            store: %s
            admin: { address: 127.0.0.1:%d, tokens: tokens.yaml }
            """.formatted(store, freePort());
        Files.writeString(this.yaml, common + yaml);
        gateway = Assembly.start(new ConfigReader().read(this.yaml));
    }

    /** Enforces. */
    static LiveGateway enforcing(Path folder, StubbornApp app) throws Exception {
        return with(folder, app.address(), "mode: enforce\nlogins:\n" + FORM_LOGIN);
    }

    /** Enforces, with a store that others may have too. */
    static LiveGateway sharing(Path folder, StubbornApp app, String redis) throws Exception {
        int port = freePort();
        return new LiveGateway(
                folder,
                port,
                "{ redis: { uri: \"" + redis + "\" } }",
                """
                listen: [{ address: 127.0.0.1:%d }]
                upstreams: { app: { servers: [%s] } }
                phone: { origin: "http://phone.localhost:%d" }
                """.formatted(port, app.address(), port) + "mode: enforce\nlogins:\n" + FORM_LOGIN);
    }

    /** @param more of gatehouse.yaml, whole lines, logins among them */
    static LiveGateway with(Path folder, URI app, String more) throws Exception {
        int port = freePort();
        return new LiveGateway(folder, port, """
            listen: [{ address: 127.0.0.1:%d }]
            upstreams: { app: { servers: [%s] } }
            phone: { origin: "http://phone.localhost:%d" }
            """.formatted(port, app, port) + more);
    }

    /**
     * In front of whatever the file says.
     *
     * @param yaml whole lines, upstreams and logins among them
     */
    static LiveGateway configured(Path folder, String yaml) throws Exception {
        int port = freePort();
        return new LiveGateway(folder, port, """
            listen: [{ address: 127.0.0.1:%d }]
            """.formatted(port) + yaml);
    }

    /** Watches only: there is no phone page. */
    static LiveGateway withoutPhone(Path folder, URI app) throws Exception {
        int port = freePort();
        return new LiveGateway(folder, port, """
            listen: [{ address: 127.0.0.1:%d }]
            upstreams: { app: { servers: [%s] } }
            """.formatted(port, app) + "logins:\n" + FORM_LOGIN);
    }

    /** As one of gateway/examples says, but for where things are. */
    static LiveGateway likeExample(String name, Path folder, URI app) throws Exception {
        int port = freePort();
        String example = Files.readString(Path.of("examples", name))
                .replace("127.0.0.1:8080", "127.0.0.1:" + port)
                .replace("http://127.0.0.1:8081", app.toString())
                .replace("https://phone.example.com", "http://phone.localhost:" + port);
        return new LiveGateway(folder, port, example);
    }

    /** Stops, and starts again with the same folder. */
    void restart() throws IOException, ConfigErrors, BrokenRules {
        gateway.close();
        gateway = Assembly.start(new ConfigReader().read(yaml));
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    Gateway gateway() {
        return gateway;
    }

    /** Somebody's new phone. */
    PhoneClient phoneOf(String user) throws InterruptedException {
        try {
            String link = gateway.operations()
                    .invite(user)
                    .toCompletableFuture()
                    .get()
                    .link()
                    .toString();
            return PhoneClient.enrol(link, "test", folder.resolve("phone-" + user + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Asks the admin listener, with the token that may do all. */
    HttpResponse<String> admin(String method, String path, String body) throws Exception {
        Config.Admin admin = new ConfigReader().read(yaml).admin();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + admin.address().getPort() + path))
                                .header(
                                        "Authorization",
                                        "Bearer "
                                                + TokenFile.tokenFor(admin.tokens(), AdminToken.Scope.PEOPLE)
                                                        .orElseThrow())
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** The file it was started from. */
    Path configuration() {
        return yaml;
    }

    /** decisions.jsonl as it stands. */
    List<String> decisions() {
        try {
            return Files.readAllLines(folder.resolve("decisions.jsonl"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Waits until some sign-in's end was logged so. */
    void awaitOutcome(String outcome) {
        await().until(() -> decisions().stream().anyMatch(line -> line.endsWith("\"outcome\":\"" + outcome + "\"}")));
    }

    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @Override
    public void close() {
        gateway.close();
    }
}
