package io.gatehouse.gateway.flow;

import static io.gatehouse.gateway.flow.Http2Client.END_STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** HTTP/2 from clients, as far as it differs from HTTP/1. */
@ExtendWith(NoLeaks.class)
class Http2Test {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void manyRequestsOnOneConnectionGetTheirOwnAnswers() throws Exception {
        try (Origin origin = Origin.that((request, socket) -> {
                    String path = request.line().split(" ", -1)[1];
                    Origin.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
                });
                Proxy proxy = Proxy.before(origin.uri());
                Http2Client client = Http2Client.greeting(proxy)) {
            for (int i = 0; i < 20; i++) {
                client.get(2 * i + 1, "/" + i);
            }
            Map<Integer, String> answers = new HashMap<>();
            while (answers.size() < 20) {
                Http2Client.Frame frame = client.next();
                if (frame.type() == Http2Client.DATA) {
                    answers.put(frame.stream(), new String(frame.payload(), StandardCharsets.US_ASCII));
                }
            }
            for (int i = 0; i < 20; i++) {
                assertThat(answers).containsEntry(2 * i + 1, "/" + i);
            }
        }
    }

    @Test
    void theApplicationSeesAnOrdinaryRequest() throws Exception {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.before(origin.uri());
                Http2Client client = Http2Client.greeting(proxy)) {
            client.request(
                    1,
                    END_STREAM,
                    ":method",
                    "GET",
                    ":scheme",
                    "http",
                    ":path",
                    "/a%20b?q=1",
                    ":authority",
                    "localhost",
                    "cookie",
                    "a=1",
                    "cookie",
                    "b=2",
                    "te",
                    "trailers",
                    "x-own",
                    "yes");
            assertThat(client.answer(1).status()).isEqualTo(200);
            Origin.Request seen = origin.requests().get(0);
            assertThat(seen.line()).isEqualTo("GET /a%20b?q=1 HTTP/1.1");
            assertThat(seen.header("Host")).isEqualTo("localhost");
            assertThat(seen.header("Cookie")).isEqualTo("a=1; b=2");
            assertThat(seen.header("X-Own")).isEqualTo("yes");
            assertThat(seen.headers()).noneMatch(header -> header.startsWith(":"));
        }
    }

    @Test
    void aBodyOfUnknownLengthIsChunkedAndItsTrailersPass() throws Exception {
        try (Origin origin = Origin.echoing();
                Proxy proxy = Proxy.before(origin.uri());
                Http2Client client = Http2Client.greeting(proxy)) {
            client.post(1, "/").data(1, 0, "hello ").data(1, 0, "world");
            client.request(1, END_STREAM, "x-checksum", "42");
            assertThat(client.answer(1).body()).isEqualTo("hello world");
            assertThat(origin.requests().get(0).trailers()).contains("x-checksum: 42");
        }
    }

    @Test
    void trailersOfAnAnswerPass() throws Exception {
        try (Origin origin =
                        Origin.saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Grpc-Status\r\n\r\n"
                                + "2\r\nhi\r\n0\r\nGrpc-Status: 0\r\n\r\n");
                Proxy proxy = Proxy.before(origin.uri());
                Http2Client client = Http2Client.greeting(proxy)) {
            Http2Client.Answer answer = client.get(1, "/").answer(1);
            assertThat(answer.body()).isEqualTo("hi");
            assertThat(answer.trailers().get("grpc-status")).hasToString("0");
            assertThat(answer.headers().contains("transfer-encoding")).isFalse();
        }
    }

    @Test
    void answersWithoutABodyAreOneFrame() throws Exception {
        try (Origin origin = Origin.saying("HTTP/1.1 204 No Content\r\n\r\n");
                Proxy proxy = Proxy.before(origin.uri());
                Http2Client client = Http2Client.greeting(proxy)) {
            client.get(1, "/");
            Http2Client.Frame only = client.on(1);
            assertThat(only.type()).isEqualTo(Http2Client.HEADERS);
            assertThat(only.ends()).isTrue();
        }
    }

    @Test
    void headKeepsTheLengthAndHasNoBody() throws Exception {
        try (Origin origin = Origin.saying("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                Proxy proxy = Proxy.before(origin.uri());
                Http2Client client = Http2Client.greeting(proxy)) {
            client.request(
                    1, END_STREAM, ":method", "HEAD", ":scheme", "http", ":path", "/", ":authority", "localhost");
            Http2Client.Answer answer = client.answer(1);
            assertThat(answer.headers().get("content-length")).hasToString("5");
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void aLargeAnswerFlowsAtTheClientsPace() throws Exception {
        String megabyte = "x".repeat(1024 * 1024);
        try (Origin origin = Origin.saying("HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n" + megabyte);
                Proxy proxy = Proxy.before(origin.uri());
                Http2Client client = Http2Client.greeting(proxy)) {
            assertThat(client.get(1, "/").answer(1).body()).isEqualTo(megabyte);
        }
    }

    @Test
    void aLargeBodyFlowsAtTheApplicationsPace() throws Exception {
        String piece = "y".repeat(16 * 1024);
        try (Origin origin = Origin.that((request, socket) -> Origin.write(
                        socket,
                        "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"
                                + String.format("%07d", request.body().length)));
                Proxy proxy = Proxy.before(origin.uri());
                Http2Client client = Http2Client.greeting(proxy)) {
            client.post(1, "/");
            int window = 65_535;
            for (int sent = 0; sent < 40 * piece.length(); sent += piece.length()) {
                while (window < piece.length()) {
                    Http2Client.Frame frame = client.next();
                    if (frame.type() == Http2Client.WINDOW_UPDATE && frame.stream() == 1) {
                        window += java.nio.ByteBuffer.wrap(frame.payload()).getInt();
                    }
                }
                client.data(1, 0, piece);
                window -= piece.length();
            }
            assertThat(client.data(1, END_STREAM, "").answer(1).body()).isEqualTo("0655360");
        }
    }

    @Test
    void aClientThatResetsItsStreamEndsTheCallToTheApplication() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (Origin origin = Origin.that((request, socket) -> {
                    asked.countDown();
                    assertThat(socket.getInputStream().read()).isNegative();
                    closed.countDown();
                });
                Proxy proxy = Proxy.before(origin.uri());
                Http2Client client = Http2Client.greeting(proxy)) {
            client.get(1, "/");
            asked.await();
            client.frame(Http2Client.RST_STREAM, 0, 1, Http2Client.number(8));
            closed.await();
        }
    }

    @Test
    void anAnswerThatBreaksOffResetsItsStreamAndNoOther() throws Exception {
        try (Origin origin = Origin.that((request, socket) -> {
                    if (request.line().contains("/broken")) {
                        Origin.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                        socket.close();
                    } else {
                        Origin.write(socket, OK);
                    }
                });
                Proxy proxy = Proxy.before(origin.uri());
                Http2Client client = Http2Client.greeting(proxy)) {
            client.get(1, "/broken");
            assertThatThrownBy(() -> client.answer(1)).hasMessage("RST_STREAM 2");
            assertThat(client.get(3, "/").answer(3).body()).isEqualTo("ok");
        }
    }

    @Test
    void anAnswerBeforeTheBodysEndArrivesAndTheRestIsNotWanted() throws Exception {
        try (Origin origin = Origin.thatAnswersHeads((request, socket) ->
                        Origin.write(socket, "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"));
                Proxy proxy = Proxy.before(origin.uri());
                Http2Client client = Http2Client.greeting(proxy)) {
            client.post(1, "/").data(1, 0, "some");
            assertThat(client.answer(1).status()).isEqualTo(413);
            Http2Client.Frame reset = client.on(1);
            assertThat(reset.type()).isEqualTo(Http2Client.RST_STREAM);
            assertThat(reset.error()).isZero();
        }
    }

    @Test
    void continueIsSaidWhenTheBodyIsWanted() throws Exception {
        try (Origin origin = Origin.echoing();
                Proxy proxy = Proxy.before(origin.uri());
                Http2Client client = Http2Client.greeting(proxy)) {
            client.post(1, "/", "expect", "100-continue", "content-length", "2");
            assertThat(client.decode(client.on(1)).status()).hasToString("100");
            assertThat(client.data(1, END_STREAM, "ok").answer(1).body()).isEqualTo("ok");
        }
    }

    @Test
    void refusalsAreProblemsAndTheConnectionLivesOn() throws Exception {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.before(origin.uri());
                Http2Client client = Http2Client.greeting(proxy)) {
            Http2Client.Answer refused = client.get(1, "/a/../b").answer(1);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.headers().get("content-type")).hasToString("application/problem+json");
            assertThat(client.get(3, "/").answer(3).status()).isEqualTo(200);
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void moreStreamsThanAllowedAreRefused() throws Exception {
        try (Origin origin = Origin.thatAnswersHeads(
                        (request, socket) -> socket.getInputStream().read());
                Proxy proxy = Proxy.before(origin, Bounds.with(bounds -> bounds.streams = 2));
                Http2Client client = Http2Client.greeting(proxy)) {
            client.frame(Http2Client.SETTINGS, Http2Client.ACK, 0, new byte[0]);
            client.get(1, "/").get(3, "/").get(5, "/");
            Http2Client.Frame refused = client.on(5);
            assertThat(refused.type()).isEqualTo(Http2Client.RST_STREAM);
            assertThat(refused.error()).as("REFUSED_STREAM").isEqualTo(7);
        }
    }

    @Test
    void anIdleConnectionIsTakenLeaveOf() throws Exception {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.before(origin, ExchangeTest.timing(Duration.ofSeconds(1), Duration.ofSeconds(1)));
                Http2Client client = Http2Client.greeting(proxy)) {
            assertThat(client.get(1, "/").answer(1).status()).isEqualTo(200);
            assertThat(client.goAway()).isZero();
        }
    }

    @Test
    void aClientThatStopsSendingItsBodyIsToldSo() throws Exception {
        try (Origin origin = Origin.echoing();
                Proxy proxy = Proxy.before(origin, ExchangeTest.timing(Duration.ofSeconds(1), Duration.ofSeconds(1)));
                Http2Client client = Http2Client.greeting(proxy)) {
            client.post(1, "/").data(1, 0, "a");
            assertThat(client.answer(1).status()).isEqualTo(408);
        }
    }

    @Test
    void aClientThatStopsReadingIsLetGo() throws Exception {
        String much = "x".repeat(10 * 1024 * 1024);
        try (Origin origin = Origin.saying("HTTP/1.1 200 OK\r\nContent-Length: " + much.length() + "\r\n\r\n" + much);
                Proxy proxy = Proxy.before(origin, ExchangeTest.timing(Duration.ofSeconds(1), Duration.ofSeconds(1)));
                Http2Client client = Http2Client.greeting(proxy)) {
            client.get(1, "/");
            // Its window is never opened again.
            Http2Client.Frame frame = client.next();
            while (frame.type() != Http2Client.RST_STREAM) {
                frame = client.next();
            }
            assertThat(frame.stream()).isEqualTo(1);
        }
    }

    @Test
    void goingDownLetsWhatRunsComeToItsEnd() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (Origin origin = Origin.that((request, socket) -> {
                    asked.countDown();
                    awaitQuietly(mayAnswer);
                    Origin.write(socket, OK);
                });
                Proxy proxy = Proxy.before(origin.uri());
                Http2Client client = Http2Client.greeting(proxy)) {
            client.get(1, "/");
            asked.await();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(proxy.listeners()::close);
            Http2Client.Frame goAway = client.on(0);
            while (goAway.type() != Http2Client.GOAWAY) {
                goAway = client.on(0);
            }
            assertThat(goAway.error()).isZero();
            // What was sent before the GOAWAY arrived is still served.
            client.get(3, "/late");
            await().until(() -> proxy.exchanges().size() == 2);
            mayAnswer.countDown();
            int answers = 0;
            for (Http2Client.Frame f = client.nextOrEnd(); f != null; f = client.nextOrEnd()) {
                answers += f.type() == Http2Client.DATA && f.ends() ? 1 : 0;
            }
            assertThat(answers).isEqualTo(2);
            closing.join();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aFullGatewayShedsExchanges() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (Origin origin = Origin.that((request, socket) -> {
                    asked.countDown();
                    socket.getInputStream().read();
                });
                Proxy proxy = Proxy.before(origin, Bounds.with(bounds -> bounds.exchanges = 1));
                Http2Client client = Http2Client.greeting(proxy);
                RawClient other = proxy.client()) {
            client.get(1, "/");
            asked.await();
            Http2Client.Answer full = client.get(3, "/").answer(3);
            assertThat(full.status()).isEqualTo(503);
            assertThat(full.headers().get("retry-after")).hasToString("1");
            RawClient.Answer shed =
                    other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer();
            assertThat(shed.status()).isEqualTo(503);
            assertThat(shed.header("Retry-After")).isEqualTo("1");
            client.frame(Http2Client.RST_STREAM, 0, 1, Http2Client.number(8));
            await().untilAsserted(() -> {
                try (RawClient again = proxy.client()) {
                    // Waits for the origin, which does not answer: it was let in.
                    again.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                    await().atMost(Duration.ofSeconds(2))
                            .until(() -> origin.requests().size() >= 2);
                }
            });
        }
    }

    @Test
    void anHttp2ExchangeHasAHandlersAnswer() throws Exception {
        try (Proxy proxy = Proxy.answering(
                        limits -> limits,
                        exchange -> exchange.reply()
                                .send(
                                        HttpResponseStatus.OK,
                                        new DefaultHttpHeaders().set("X-Upper", "Kept"),
                                        "own".getBytes(StandardCharsets.US_ASCII)));
                Http2Client client = Http2Client.greeting(proxy)) {
            Http2Client.Answer answer = client.get(1, "/").answer(1);
            assertThat(answer.body()).isEqualTo("own");
            assertThat(answer.headers().get("x-upper")).hasToString("Kept");
            assertThat(proxy.exchanges().get(0).client().address()).isEqualTo(InetAddress.getLoopbackAddress());
        }
    }
}
