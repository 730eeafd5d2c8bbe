package io.gatehouse.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.flow.Origin;
import io.gatehouse.gateway.flow.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a request is named to the application and the client. The gateway trusts 127.0.0.1, and not 127.0.0.2. */
class RequestIdTest {
    private static final String OURS = "[A-Za-z0-9_-]{22}";

    @TempDir
    private Path folder = Path.of("");

    private LiveGateway before(Origin app, String more) throws Exception {
        return LiveGateway.configured(folder, "upstreams: { app: { servers: [" + app.uri() + "] } }\n" + more);
    }

    private static Origin app() throws IOException {
        return Origin.saying("HTTP/1.1 200 OK\r\nX-Request-Id: app\r\nContent-Length: 0\r\n\r\n");
    }

    private static RawClient.Answer send(LiveGateway gateway, String from, String request) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), gateway.address().getPort()));
        try (RawClient client = new RawClient(socket)) {
            return client.send(request).answer();
        }
    }

    private static RawClient.Answer get(LiveGateway gateway, String from, String headers) throws IOException {
        return send(gateway, from, "GET /x HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
    }

    @Test
    void aClientsNameIsReplacedInAnySpelling() throws Exception {
        try (Origin app = app();
                LiveGateway gateway = before(app, "logins: []\n")) {
            get(gateway, "127.0.0.2", "X-Request-Id: forged\r\nX_Request_Id: forged\r\ntraceparent: 00-1-2-01\r\n");

            assertThat(app.requests().get(0).header("X-Request-Id")).matches(OURS);
            assertThat(app.requests().get(0).headers()).noneMatch(header -> header.contains("forged"));
            assertThat(app.requests().get(0).header("traceparent")).isEqualTo("00-1-2-01");
        }
    }

    @Test
    void aTrustedProxysNameStays() throws Exception {
        try (Origin app = app();
                LiveGateway gateway = before(app, "logins: []\n")) {
            get(gateway, "127.0.0.1", "X-Request-Id: from.the-edge_7\r\n");

            assertThat(app.requests().get(0).header("X-Request-Id")).isEqualTo("from.the-edge_7");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Request-Id: a b\r\n",
                "X-Request-Id: \r\n",
                "X-Request-Id: a\r\nX-Request-Id: b\r\n",
                "X-Request-Id: \u00e9\r\n"
            })
    void aTrustedProxysNameThatIsNoneIsReplaced(String headers) throws Exception {
        try (Origin app = app();
                LiveGateway gateway = before(app, "logins: []\n")) {
            get(gateway, "127.0.0.1", headers);

            assertThat(app.requests().get(0).header("X-Request-Id")).matches(OURS);
        }
    }

    @Test
    void aSignInHasTheNameOfItsDecision() throws Exception {
        try (Origin app = app();
                LiveGateway gateway = before(app, """
                        request-id: { header: X-Correlation-Id }
                        logins:
                          - { path: /login, username: { form: user }, success: { status: 200 } }
                        """)) {
            send(
                    gateway,
                    "127.0.0.2",
                    "POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\nX-Request-Id: own\r\n"
                            + "Content-Type: application/x-www-form-urlencoded\r\n\r\nuser=ann");

            Origin.Request seen = app.requests().get(0);
            assertThat(seen.header("X-Correlation-Id")).isEqualTo(seen.header("Gatehouse-Decision"));
            assertThat(seen.header("X-Request-Id")).isEqualTo("own");
        }
    }
}
