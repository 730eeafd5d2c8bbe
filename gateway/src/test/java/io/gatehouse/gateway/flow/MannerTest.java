package io.gatehouse.gateway.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.exchange.Manner;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How real clients speak, as an exchange tells it. */
@ExtendWith(NoLeaks.class)
class MannerTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    static Path directory;

    private static Localhost localhost;

    @BeforeAll
    static void certificate() throws Exception {
        localhost = Localhost.in(directory);
    }

    @Test
    void javaIsTheSameOnEachConnectionAndAnotherWithAnotherProtocol() throws Exception {
        Manner first = mannerOfJava(HttpClient.Version.HTTP_2);
        assertThat(first.ja4()).matches("t13d[0-9]{4}h2_[0-9a-f]{12}_[0-9a-f]{12}");
        // Java's settings: the order in which it writes them, then its window, no priorities, and its pseudo-headers.
        assertThat(first.http2())
                .matches("[0-9:;]+\\|[0-9]+\\|0\\|[maps](,[maps]){3}")
                .contains("4:16777216");
        assertThat(mannerOfJava(HttpClient.Version.HTTP_2)).isEqualTo(first);
        Manner http1 = mannerOfJava(HttpClient.Version.HTTP_1_1);
        assertThat(http1.http2()).isEmpty();
        assertThat(http1.ja4()).startsWith("t13d").isNotEqualTo(first.ja4());
    }

    private static Manner mannerOfJava(HttpClient.Version version) throws Exception {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.withTls(origin, localhost.tls())) {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, localhost.bundle().toTrustManagerFactory().getTrustManagers(), new SecureRandom());
            HttpClient client =
                    HttpClient.newBuilder().sslContext(context).version(version).build();
            URI uri = URI.create("https://localhost:" + proxy.address().getPort() + "/");
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
            assertThat(proxy.exchanges()).hasSize(2);
            Manner manner = proxy.exchanges().get(0).client().manner();
            assertThat(proxy.exchanges().get(1).client().manner()).isEqualTo(manner);
            return manner;
        }
    }

    @Test
    void curlAndOpensslDiffer() throws Exception {
        Assumptions.assumeTrue(
                new File("/usr/bin/curl").canExecute() && new File("/usr/bin/openssl").canExecute(),
                "skipped: needs curl and openssl");
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.withTls(origin, localhost.tls())) {
            String port = Integer.toString(proxy.address().getPort());
            run("", "curl", "-sk", "--http1.1", "https://localhost:" + port + "/");
            run("", "curl", "-sk", "--http2", "https://localhost:" + port + "/");
            run(
                    "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                    "openssl",
                    "s_client",
                    "-quiet",
                    "-noservername",
                    "-connect",
                    "127.0.0.1:" + port);
            assertThat(proxy.exchanges()).hasSize(3);
            Manner one = proxy.exchanges().get(0).client().manner();
            Manner two = proxy.exchanges().get(1).client().manner();
            Manner openssl = proxy.exchanges().get(2).client().manner();
            assertThat(one.ja4()).matches("t13d[0-9]{4}h1_.*");
            assertThat(two.ja4()).matches("t13d[0-9]{4}h2_.*");
            assertThat(two.http2()).endsWith("|m,p,s,a");
            assertThat(openssl.ja4()).matches("t13i[0-9]{4}00_.*");
        }
    }

    private static void run(String input, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().write(input.getBytes(US_ASCII));
        process.getOutputStream().flush();
        process.waitFor();
    }

    @Test
    void withoutTlsThereIsNothingToTell() throws Exception {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").answer();
            assertThat(proxy.exchanges().get(0).client().manner()).isEqualTo(Manner.UNKNOWN);
        }
    }
}
