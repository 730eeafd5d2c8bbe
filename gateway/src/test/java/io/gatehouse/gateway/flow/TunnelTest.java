package io.gatehouse.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** WebSocket passes through once the application has agreed to it. */
@ExtendWith(NoLeaks.class)
class TunnelTest {
    private static final String UPGRADE =
            "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private static final String AGREED =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    @Test
    void bytesGoBothWaysAfterTheSwitch() throws IOException {
        byte[] much = new byte[1_000_000];
        new Random(7).nextBytes(much);
        try (Origin origin = Origin.thatAnswersHeads((request, socket) -> {
                    // The first bytes of the new protocol come in the same packet as the answer.
                    Origin.write(socket, AGREED + "hello");
                    InputStream in = socket.getInputStream();
                    byte[] echoed = in.readNBytes(much.length);
                    socket.getOutputStream().write(echoed);
                    socket.close();
                });
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            RawClient.Answer answer = client.send(UPGRADE).answerWithoutBody();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.headers())
                    .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "connection: upgrade");
            assertThat(origin.requests().get(0).header("Upgrade")).isEqualTo("websocket");
            assertThat(origin.requests().get(0).header("Connection")).isEqualTo("upgrade");
            InputStream in = client.socket().getInputStream();
            assertThat(new String(in.readNBytes(5), StandardCharsets.US_ASCII)).isEqualTo("hello");
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    client.socket().getOutputStream().write(much);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(in.readNBytes(much.length)).isEqualTo(much);
            sending.join();
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void anApplicationThatDeclinesAnswersAsUsual() throws IOException {
        try (Origin origin = Origin.saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno");
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(UPGRADE).answer().body()).isEqualTo("no");
            }
        }
    }

    @Test
    void aClientThatLeavesClosesTheTunnel() throws Exception {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        try (Origin origin = Origin.thatAnswersHeads((request, socket) -> {
                    Origin.write(socket, AGREED);
                    end.complete(socket.getInputStream().read());
                });
                Proxy proxy = Proxy.before(origin.uri())) {
            try (RawClient client = proxy.client()) {
                client.send(UPGRADE).answerWithoutBody();
            }
            assertThat(end.get()).isEqualTo(-1);
        }
    }

    @Test
    void otherUpgradesAreNotPassedOn() throws IOException {
        try (Origin origin = Origin.saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            client.send(UPGRADE.replace("Upgrade: websocket", "Upgrade: h2c")).answer();
            assertThat(origin.requests().get(0).header("Upgrade")).isEmpty();
            assertThat(origin.requests().get(0).header("Connection")).isEmpty();
        }
    }
}
