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

/** Hosts and paths at a live gateway, before several applications. */
class RoutingTest {
    @TempDir
    private Path folder = Path.of("");

    private Origin app;
    private Origin files;
    private LiveGateway gateway;

    @BeforeEach
    void start() throws Exception {
        app = Origin.saying("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\napp");
        files = Origin.saying("HTTP/1.1 302 Found\r\nLocation: /in\r\nContent-Length: 5\r\n\r\nfiles");
        gateway = LiveGateway.configured(folder, """
                upstreams:
                  app: { servers: [%s] }
                  files: { servers: [%s] }
                routes:
                  - { host: app.example.com, upstream: app }
                  - { host: "*.files.example.com", upstream: files }
                logins:
                  - { host: "*.files.example.com", path: /login, username: { form: user }, success: { status: 302 } }
                """.formatted(app.uri(), files.uri()));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        app.close();
        files.close();
    }

    private RawClient.Answer get(String host, String path) throws IOException {
        try (RawClient client = client()) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                    .answer();
        }
    }

    private RawClient client() throws IOException {
        return new RawClient(new InetSocketAddress(
                gateway.address().getHost(), gateway.address().getPort()));
    }

    @Test
    void aRequestGoesToItsHostsApplication() throws IOException {
        assertThat(get("APP.example.com:8443", "/x").body()).isEqualTo("app");
        assertThat(get("one.files.example.com", "/x").body()).isEqualTo("files");
    }

    @Test
    void aHostThatNobodyServesIsNotFound() throws IOException {
        assertThat(get("example.com", "/").status()).isEqualTo(404);
        assertThat(get("files.example.com", "/").status()).isEqualTo(404);
        assertThat(app.requests()).isEmpty();
        assertThat(files.requests()).isEmpty();
    }

    @Test
    void aSignInOfOneHostIsNoneAtAnother() throws IOException {
        for (String host : new String[] {"one.files.example.com", "app.example.com"}) {
            try (RawClient client = client()) {
                client.send("POST /login HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 8\r\n"
                                + "Content-Type: application/x-www-form-urlencoded\r\n\r\nuser=ann")
                        .answer();
            }
        }

        assertThat(files.requests())
                .singleElement()
                .satisfies(request ->
                        assertThat(request.header("Gatehouse-Verdict")).isEqualTo("pass"));
        assertThat(app.requests())
                .singleElement()
                .satisfies(request ->
                        assertThat(request.header("Gatehouse-Verdict")).isEmpty());
    }
}
