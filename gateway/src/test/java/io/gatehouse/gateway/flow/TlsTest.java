package io.gatehouse.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.gateway.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS from clients. */
@ExtendWith(NoLeaks.class)
class TlsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost:443\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    static Path directory;

    private static Localhost localhost;

    @BeforeAll
    static void certificate() throws Exception {
        localhost = Localhost.in(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void bothVersionsAreSpokenAndTheApplicationToldSo(String version) throws Exception {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.withTls(origin, localhost.tls());
                RawClient client = new RawClient(connect(proxy, version))) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(GET).answer().body()).isEqualTo("ok");
            }
            assertThat(((SSLSocket) client.socket()).getApplicationProtocol()).isEqualTo("http/1.1");
            assertThat(origin.requests().get(0).header("X-Forwarded-Proto")).isEqualTo("https");
            assertThat(proxy.exchanges().get(0).head().host()).isEqualTo("localhost");
        }
    }

    @Test
    void olderVersionsAreNotSpoken() throws Exception {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.withTls(origin, localhost.tls())) {
            assertThatThrownBy(() -> connect(proxy, "TLSv1.1").close()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void plainHttpOnATlsPortEndsTheConnection() throws Exception {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.withTls(origin, localhost.tls());
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).rest()).doesNotContain("HTTP");
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void anAnswerThatBreaksOffHasNoClosingWord() throws Exception {
        try (Origin origin = Origin.that((request, socket) -> {
                    Origin.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                    socket.close();
                });
                Proxy proxy = Proxy.withTls(origin, localhost.tls());
                RawClient client = new RawClient(connect(proxy, "TLSv1.3"))) {
            // An old client knows the end by the connection's end alone.
            client.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
            assertThatThrownBy(() -> client.socket().getInputStream().readAllBytes())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aBadCertificateIsNamedWithWhatToDo() throws Exception {
        Path broken = Files.writeString(directory.resolve("broken.pem"), "not PEM");
        try (Origin origin = Origin.saying(OK)) {
            assertThatThrownBy(() -> Proxy.withTls(
                            origin, new Config.Tls(broken, localhost.files().key())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broken.pem")
                    .hasMessageContaining("PEM chain");
            assertThatThrownBy(() -> Proxy.withTls(
                            origin,
                            new Config.Tls(
                                    directory.resolve("missing.pem"),
                                    localhost.files().key())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("missing.pem");
        }
    }

    private static SSLSocket connect(Proxy proxy, String version) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, localhost.bundle().toTrustManagerFactory().getTrustManagers(), new SecureRandom());
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(proxy.address().getAddress(), proxy.address().getPort());
        socket.setEnabledProtocols(List.of(version).toArray(new String[0]));
        javax.net.ssl.SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (SSLHandshakeException e) {
            socket.close();
            throw e;
        }
        return socket;
    }
}
