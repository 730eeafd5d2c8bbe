package io.gatehouse.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.flow.Origin;
import io.gatehouse.gateway.flow.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a route changes on the way, at a live gateway. */
class RouteSettingsTest {
    @TempDir
    private Path folder = Path.of("");

    private Origin app;
    private LiveGateway gateway;

    @BeforeEach
    void start() throws Exception {
        app = Origin.that((request, socket) -> {
            if (!request.line().contains("/silent")) {
                Origin.write(
                        socket,
                        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + socket.getLocalPort()
                                + "/next\r\nSet-Cookie: s=1; Path=/x\r\nContent-Length: 0\r\n\r\n");
            }
        });
        gateway = LiveGateway.configured(folder, """
                upstreams:
                  app: { servers: [%s] }
                routes:
                  - { host: plain.example.com, upstream: app }
                  - path: /app
                    upstream: app
                    strip-prefix: true
                    rewrite-host: upstream
                    redirects: rewrite
                    hsts: 1d
                    cookies: { secure: true, same-site: lax, path: rewrite }
                  - { path: /named, upstream: app, rewrite-host: "app.internal:81" }
                  - { path: /secure, upstream: app, redirect: "https:8443" }
                  - { path: /small, upstream: app, body: 1KiB }
                  - { path: /hasty, upstream: app, answer-timeout: 1s }
                logins:
                  - { path: /app/login, username: { form: user }, success: { status: 302, not-location: /app/login } }
                """.formatted(app.uri()));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        app.close();
    }

    private RawClient client() throws IOException {
        return new RawClient(new InetSocketAddress(
                gateway.address().getHost(), gateway.address().getPort()));
    }

    private RawClient.Answer get(String target, String headers) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: www.example.com\r\n" + headers + "\r\n");
    }

    private RawClient.Answer send(String request) throws IOException {
        try (RawClient client = client()) {
            return client.send(request).answer();
        }
    }

    private Origin.Request seen() {
        return app.requests().get(app.requests().size() - 1);
    }

    @Test
    void nothingChangesThatIsNotConfigured() throws IOException {
        RawClient.Answer answer = send("GET /%61pp;x/?a=%41 HTTP/1.1\r\nHost: plain.example.com\r\n\r\n");

        assertThat(seen().line()).isEqualTo("GET /%61pp;x/?a=%41 HTTP/1.1");
        assertThat(seen().header("Host")).isEqualTo("plain.example.com");
        assertThat(seen().header("X-Forwarded-Prefix")).isEmpty();
        assertThat(answer.header("Location")).isEqualTo(app.uri() + "/next");
        assertThat(answer.header("Set-Cookie")).isEqualTo("s=1; Path=/x");
        assertThat(answer.header("Strict-Transport-Security")).isEmpty();
    }

    @Test
    void aStrippedPrefixIsPutBackInRedirectsAndCookies() throws IOException {
        RawClient.Answer answer = get("/app/a%20b;c?d", "X-Forwarded-Prefix: /forged\r\nX-Forwarded-Proto: https\r\n");

        assertThat(seen().line()).isEqualTo("GET /a%20b;c?d HTTP/1.1");
        assertThat(seen().header("X-Forwarded-Prefix")).isEqualTo("/app");
        assertThat(seen().header("Host")).isEqualTo("127.0.0.1:" + app.uri().getPort());
        assertThat(seen().header("X-Forwarded-Host")).isEqualTo("www.example.com");
        assertThat(answer.header("Location")).isEqualTo("https://www.example.com/app/next");
        assertThat(answer.header("Set-Cookie")).isEqualTo("s=1; Path=/app/x; Secure; SameSite=Lax");
        assertThat(answer.header("Strict-Transport-Security")).isEqualTo("max-age=86400");
    }

    @Test
    void thePrefixAloneIsTheApplicationsStartPage() throws IOException {
        get("/app", "");
        assertThat(seen().line()).isEqualTo("GET / HTTP/1.1");
        get("/app?x=1", "");
        assertThat(seen().line()).isEqualTo("GET /?x=1 HTTP/1.1");
    }

    @Test
    void aPrefixInAnotherSpellingIsRefusedRatherThanStripped() throws IOException {
        assertThat(get("/%61pp/login", "").status()).isEqualTo(400);
        assertThat(get("/app;v=1/login", "").status()).isEqualTo(400);
        assertThat(app.requests()).isEmpty();
    }

    @Test
    void aSignInIsRecognisedByTheClientsPathAndForwardedByTheApplications() throws IOException {
        send("POST /app/login HTTP/1.1\r\nHost: www.example.com\r\nContent-Length: 8\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n\r\nuser=ann");

        assertThat(seen().line()).isEqualTo("POST /login HTTP/1.1");
        assertThat(seen().header("Gatehouse-Verdict")).isEqualTo("pass");
        gateway.awaitOutcome("success");
    }

    @Test
    void theApplicationMayBeToldAnotherName() throws IOException {
        get("/named", "");

        assertThat(seen().headers().stream().filter(header -> header.regionMatches(true, 0, "host:", 0, 5)))
                .hasSize(1);
        assertThat(seen().header("Host")).isEqualTo("app.internal:81");
    }

    @Test
    void requestsWithoutTlsAreSentToTheSecurePort() throws IOException {
        RawClient.Answer get = get("/secure/x?y=%20", "");
        RawClient.Answer post =
                send("POST /secure HTTP/1.1\r\nHost: www.example.com:8080\r\nContent-Length: 0\r\n\r\n");

        assertThat(get.status()).isEqualTo(301);
        assertThat(get.header("Location")).isEqualTo("https://www.example.com:8443/secure/x?y=%20");
        assertThat(post.status()).isEqualTo(308);
        assertThat(post.header("Location")).isEqualTo("https://www.example.com:8443/secure");
        assertThat(app.requests()).isEmpty();
        assertThat(get("/secure", "X-Forwarded-Proto: https\r\n").status()).isEqualTo(302);
    }

    @Test
    void aBodyThatIsAnnouncedTooLargeIsRefusedAtOnce() throws IOException {
        RawClient.Answer answer =
                send("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 1025\r\nExpect: 100-continue\r\n\r\n");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(app.requests()).isEmpty();
    }

    @Test
    void aBodyThatGrowsTooLargeIsCutOffAndRefused() throws IOException {
        String piece = "200\r\n" + "x".repeat(0x200) + "\r\n";
        try (RawClient client = client()) {
            client.send("POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + piece + piece);
            client.send(piece);

            assertThat(client.answer().status()).isEqualTo(413);
        }
        assertThat(app.connections()).isEqualTo(1);
        assertThat(app.requests()).isEmpty(); // it records whole ones only
    }

    @Test
    void aBodyOfJustThatSizePasses() throws IOException {
        send("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 1024\r\n\r\n" + "x".repeat(1024));
        assertThat(seen().body()).hasSize(1024);
        send("POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" + "x".repeat(1024)
                + "\r\n0\r\n\r\n");
        assertThat(seen().body()).hasSize(1024);
    }

    @Test
    void anApplicationThatIsSilentLongerThanTheRouteAllowsIsGivenUp() throws IOException {
        assertThat(get("/hasty/silent", "").status()).isEqualTo(504);
    }
}
