package io.gatehouse.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Transport;
import io.gatehouse.gateway.flow.accept.Listeners;
import io.gatehouse.gateway.flow.respond.forward.UpstreamFailure;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications and clients that break off, talk nonsense or say nothing. */
@ExtendWith(NoLeaks.class)
class FaultTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void anApplicationThatRefusesConnectionsIsA502AndTheClientKeepsIts() throws IOException {
        try (Proxy proxy = Proxy.before(nobody());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(GET).answer().status()).isEqualTo(502);
            }
            assertThat(proxy.failures())
                    .extracting(UpstreamFailure::kind)
                    .containsOnly(UpstreamFailure.Kind.UNREACHABLE);
        }
    }

    @Test
    void aServerThatRefusesIsPassedOverForOneThatServes() throws IOException {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.before(nobody(), origin.uri());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 6; i++) {
                assertThat(client.send(GET).answer().status()).isEqualTo(200);
            }
            assertThat(proxy.failures()).isEmpty();
        }
    }

    @Test
    void anApplicationThatIsSilentIsA504() throws IOException {
        try (Origin origin = Origin.that((request, socket) -> {});
                Proxy proxy = Proxy.before(origin, Bounds.with(bounds -> bounds.answer = Duration.ofMillis(200)));
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).answer().status()).isEqualTo(504);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nColonless\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
            })
    void anApplicationThatTalksNonsenseIsA502(String nonsense) throws IOException {
        try (Origin origin = Origin.that((request, socket) -> {
                    Origin.write(socket, nonsense);
                    socket.close();
                });
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).answer().status()).isEqualTo(502);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
            })
    void anAnswerThatBreaksOffNeverLooksWhole(String half) throws IOException {
        try (Origin origin = Origin.that((request, socket) -> {
                    Origin.write(socket, half);
                    socket.close();
                });
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            assertThatThrownBy(() -> client.send(GET).answer())
                    .isInstanceOfAny(EOFException.class, SocketException.class);
        }
    }

    @Test
    void aKeptConnectionThatTurnsOutDeadIsReplacedForARequestThatMayBeRepeated() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (Origin origin = Origin.that((request, socket) -> {
                    // The second request is swallowed, as by a server that closed while it was under way.
                    if (requests.incrementAndGet() == 2) {
                        socket.close();
                    } else {
                        Origin.write(socket, OK);
                    }
                });
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).answer().status()).isEqualTo(200);
            assertThat(client.send(GET).answer().status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void aRequestThatMayNotBeRepeatedIsSentOnce() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (Origin origin = Origin.that((request, socket) -> {
                    if (requests.incrementAndGet() == 2) {
                        socket.close();
                    } else {
                        Origin.write(socket, OK);
                    }
                });
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).answer().status()).isEqualTo(200);
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
            assertThat(client.answer().status()).isEqualTo(502);
            assertThat(requests).hasValue(2);
        }
    }

    @Test
    void aFreshConnectionThatDiesIsNotTriedAgain() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (Origin origin = Origin.that((request, socket) -> {
                    requests.incrementAndGet();
                    socket.close();
                });
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).answer().status()).isEqualTo(502);
            assertThat(requests).hasValue(1);
        }
    }

    @Test
    void whatAnApplicationSaysUnaskedIsNeverTheNextAnswer() throws IOException {
        try (Origin origin = Origin.that((request, socket) ->
                        Origin.write(socket, OK + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"));
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            client.send(GET.repeat(20));
            for (int i = 0; i < 20; i++) {
                assertThat(client.answer().body()).isEqualTo("ok");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nX: "})
    void norIsItsBeginning(String beginning) throws IOException {
        try (Origin origin = Origin.that((request, socket) -> Origin.write(socket, OK + beginning));
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 5; i++) {
                // One that may not be repeated: nothing can paper over a wrong connection.
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
                assertThat(client.answer().body()).isEqualTo("ok");
            }
            assertThat(origin.connections()).isEqualTo(5);
        }
    }

    @Test
    void anAnswerBeforeTheRequestEndedIsPassedOnAndThatConnectionNotReused() throws IOException {
        try (Origin origin = Origin.thatAnswersHeads((request, socket) -> {
                    Origin.write(socket, "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                });
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc");
            assertThat(client.answer().status()).isEqualTo(413);
            client.send("x".repeat(997));
            // One that may not be repeated: nothing can paper over a wrong connection.
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
            assertThat(client.answer().status()).isEqualTo(413);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void aClientThatLeavesTakesItsConnectionToTheApplicationWithIt() throws IOException {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        try (Origin origin = Origin.thatAnswersHeads((request, socket) -> {
                    asked.complete(null);
                    end.complete(socket.getInputStream().read());
                });
                Proxy proxy = Proxy.before(origin.uri())) {
            try (RawClient client = proxy.client()) {
                client.send(GET);
                asked.join();
            }
            await().untilAsserted(() -> assertThat(end).isCompletedWithValue(-1));
        }
    }

    @Test
    void aClientThatLeavesInItsBodyTakesTheRequestWithIt() throws IOException {
        CompletableFuture<Long> end = new CompletableFuture<>();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        try (Origin origin = Origin.thatAnswersHeads((request, socket) -> {
                    asked.complete(null);
                    end.complete(socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
                });
                Proxy proxy = Proxy.before(origin.uri())) {
            try (RawClient client = proxy.client()) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc");
                asked.join();
            }
            await().untilAsserted(() -> assertThat(end).isDone());
            assertThat(proxy.failures()).isEmpty();
        }
    }

    @Test
    void aBusyPortIsNamedWithWhatToDo() throws IOException {
        try (Proxy proxy = Proxy.answering(l -> l, exchange -> {});
                Transport transport = Transport.start(1, Transport.Kind.AUTO)) {
            Config.Listener taken = new Config.Listener(proxy.address(), null);
            assertThatThrownBy(() -> Listeners.start(
                            List.of(taken),
                            List.of(),
                            Proxy.LIMITS,
                            transport,
                            InstantSource.system(),
                            true,
                            exchange -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + proxy.address().getPort())
                    .hasMessageContaining("listen");
        }
    }

    @Test
    void whatRunsWhenTheGatewayGoesDownIsFinished() throws Exception {
        CompletableFuture<Socket> asked = new CompletableFuture<>();
        try (Origin origin = Origin.that((request, socket) -> asked.complete(socket));
                Proxy proxy = Proxy.before(origin.uri());
                RawClient idle = proxy.client();
                RawClient busy = proxy.client()) {
            busy.send(GET);
            Socket socket = asked.join();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(proxy.listeners()::close);
            assertThat(idle.rest()).isEmpty();
            Origin.write(socket, OK);
            assertThat(busy.rest()).contains("connection: close").endsWith("ok");
            closing.join();
        }
    }

    /** A port at which nobody listens. */
    private static URI nobody() throws IOException {
        try (ServerSocket briefly = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + briefly.getLocalPort());
        }
    }
}
