package io.gatehouse.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.config.UpstreamOptions;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Applications that speak HTTP/2: many calls on one connection, each at its own pace and with its own end. */
@ExtendWith(NoLeaks.class)
class Http2OutTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: app.example\r\n\r\n";
    private static final Http2Origin.Answer OK =
            call -> call.headers(false, ":status", "200").data("ok", true);

    @Test
    void manyCallsShareAConnection() throws Exception {
        List<Http2Origin.Call> waiting = new ArrayList<>();
        try (Http2Origin origin = Http2Origin.that(call -> {
                    waiting.add(call);
                    if (waiting.size() == 12) {
                        for (int i = 11; i >= 0; i--) {
                            Http2Origin.Call each = waiting.get(i);
                            each.headers(false, ":status", "200").data(each.path(), true);
                        }
                    }
                });
                Proxy proxy = before(origin.uri())) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                clients.add(proxy.client().send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n"));
            }
            for (int i = 0; i < 12; i++) {
                assertThat(clients.get(i).answer().body()).isEqualTo("/" + i);
                clients.get(i).close();
            }
            assertThat(origin.connections()).isEqualTo(2); // one for each event loop
        }
    }

    @Test
    void grpcPasses() throws Exception {
        try (Http2Origin origin = Http2Origin.that(
                        call -> call.headers(false, ":status", "200", "content-type", "application/grpc")
                                .data("reply", false)
                                .headers(true, "grpc-status", "0"));
                Proxy proxy = before(origin.uri());
                RawClient client = proxy.client()) {
            client.send(
                    "POST /svc/Call HTTP/1.1\r\nHost: app.example\r\nTE: trailers\r\nConnection: x-hop\r\nX-Hop: 1\r\n"
                            + "Content-Type: application/grpc\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "3\r\nabc\r\n0\r\nchecksum: 7\r\n\r\n");
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("reply");
            assertThat(answer.headers()).contains("trailer grpc-status: 0");
            Http2Origin.Call call = origin.calls().get(0);
            assertThat(call.head.method()).hasToString("POST");
            assertThat(call.head.scheme()).hasToString("http");
            assertThat(call.head.authority()).hasToString("app.example");
            assertThat(call.head.get("te")).hasToString("trailers");
            assertThat(call.head.names().stream().map(Object::toString))
                    .doesNotContain("connection", "transfer-encoding", "x-hop", "host");
            assertThat(call.body.toString(java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("abc");
            assertThat(call.trailers).isNotNull();
            assertThat(call.trailers.get("checksum")).hasToString("7");
        }
    }

    @Test
    void largeBodiesPassBothWaysByteForByte() throws Exception {
        byte[] bytes = new byte[3_000_000];
        new Random(7).nextBytes(bytes);
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        try (Http2Origin origin = Http2Origin.that(
                        call -> call.headers(false, ":status", "200").data(call.body.toByteArray(), true));
                Proxy proxy = before(origin.uri());
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + bytes.length + "\r\n\r\n");
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    client.send(text);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(client.answer().body().equals(text)).isTrue();
            sent.join();
        }
    }

    @Test
    void aClientThatReadsNothingHoldsUpNoOther() throws Exception {
        try (Http2Origin origin = Http2Origin.that(call -> {
                    if (call.path().equals("/large")) {
                        call.headers(false, ":status", "200").data(new byte[30_000_000], true);
                    } else {
                        OK.to(call);
                    }
                });
                Proxy proxy = before(origin.uri());
                RawClient slow = proxy.client();
                RawClient slower = proxy.client()) {
            slow.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
            slower.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> origin.calls().size() == 2);
            for (int i = 0; i < 4; i++) {
                try (RawClient quick = proxy.client()) {
                    assertThat(quick.send(GET).answer().body()).isEqualTo("ok");
                }
            }
            assertThat(slow.answer().body()).hasSize(30_000_000);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void aRefusedRequestIsSentAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Http2Origin origin = Http2Origin.that(call -> {
                    if (calls.incrementAndGet() == 1) {
                        call.reset(Http2Error.REFUSED_STREAM);
                    } else {
                        OK.to(call);
                    }
                });
                Proxy proxy = before(origin.uri());
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).answer().status()).isEqualTo(200);
            assertThat(calls).hasValue(2);
        }
    }

    @Test
    void requestsThatAnEndedConnectionLeftUndoneGoToAnother() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Http2Origin origin = Http2Origin.thatAnswersHeads(call -> {
                    if (calls.incrementAndGet() == 1) {
                        call.goAwayBefore();
                    } else {
                        OK.to(call);
                    }
                });
                Proxy proxy = before(origin.uri());
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).answer().status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void aKeptConnectionThatDiesIsReplaced() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Http2Origin origin = Http2Origin.that(call -> {
                    if (calls.incrementAndGet() == 2) {
                        call.closeConnection();
                    } else {
                        OK.to(call);
                    }
                });
                Proxy proxy = before(origin.uri());
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).answer().status()).isEqualTo(200);
            assertThat(client.send(GET).answer().status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    static Stream<Arguments> answersThatAreNone() {
        return Stream.of(
                answer("reset", call -> call.reset(Http2Error.INTERNAL_ERROR)),
                answer("no status", call -> call.headers(true, "a", "b")),
                answer("bad status", call -> call.headers(true, ":status", "2xx")),
                answer("two statuses", call -> call.headers(true, ":status", "200", ":status", "201")),
                answer("request pseudo-header", call -> call.headers(true, ":status", "200", ":path", "/")),
                answer("unknown pseudo-header", call -> call.headers(true, ":status", "200", ":x", "/")),
                answer("capitals", call -> call.headers(true, ":status", "200", "X-Large", "1")),
                answer("connection header", call -> call.headers(true, ":status", "200", "connection", "close")),
                answer(
                        "transfer-encoding",
                        call -> call.headers(true, ":status", "200", "transfer-encoding", "chunked")),
                answer("line break", call -> call.headers(true, ":status", "200", "a", "b\r\nc: d")),
                answer("switching", call -> call.headers(false, ":status", "101")),
                answer("1xx that ends", call -> call.headers(true, ":status", "103")),
                answer(
                        "two lengths",
                        call -> call.headers(true, ":status", "200", "content-length", "1", "content-length", "2")),
                answer("closed", Http2Origin.Call::closeConnection));
    }

    private static Arguments answer(String name, Http2Origin.Answer answer) {
        return Arguments.of(name, answer);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatAreNone")
    void anAnswerThatIsNoneIsA502AndTheNextIsAsGoodAsEver(String name, Http2Origin.Answer bad) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Http2Origin origin = Http2Origin.that(call -> (calls.incrementAndGet() == 1 ? bad : OK).to(call));
                Proxy proxy = before(origin.uri());
                RawClient client = proxy.client()) {
            assertThat(client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(502);
            assertThat(client.send(GET).answer().body()).isEqualTo("ok");
        }
    }

    static Stream<Arguments> answersThatBreakOff() {
        return Stream.of(
                answer(
                        "reset",
                        call -> call.headers(false, ":status", "200")
                                .data("abc", false)
                                .reset(Http2Error.INTERNAL_ERROR)),
                answer(
                        "too short",
                        call -> call.headers(false, ":status", "200", "content-length", "9")
                                .data("abc", true)),
                answer("nothing", call -> call.headers(true, ":status", "200", "content-length", "9")),
                answer(
                        "too long",
                        call -> call.headers(false, ":status", "200", "content-length", "2")
                                .data("abc", true)),
                answer(
                        "status in trailers",
                        call -> call.headers(false, ":status", "200")
                                .data("abc", false)
                                .headers(true, ":status", "200")),
                answer(
                        "two heads",
                        call -> call.headers(false, ":status", "200")
                                .data("abc", false)
                                .headers(false, ":status", "200")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatBreakOff")
    void anAnswerThatBreaksOffNeverLooksWhole(String name, Http2Origin.Answer bad) throws Exception {
        try (Http2Origin origin = Http2Origin.that(bad);
                Proxy proxy = before(origin.uri());
                RawClient client = proxy.client()) {
            assertThatThrownBy(() -> client.send(GET).answer())
                    .isInstanceOfAny(EOFException.class, SocketException.class);
        }
    }

    @Test
    void answersWithoutBodiesMayNameALength() throws Exception {
        try (Http2Origin origin =
                        Http2Origin.that(call -> call.headers(true, ":status", "200", "content-length", "9"));
                Proxy proxy = before(origin.uri());
                RawClient client = proxy.client()) {
            RawClient.Answer answer =
                    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").answerWithoutBody();
            assertThat(answer.header("Content-Length")).isEqualTo("9");
        }
    }

    @Test
    void hintsComeBeforeTheAnswer() throws Exception {
        try (Http2Origin origin = Http2Origin.that(call -> {
                    call.headers(false, ":status", "103", "link", "</a.css>");
                    OK.to(call);
                });
                Proxy proxy = before(origin.uri());
                RawClient client = proxy.client()) {
            RawClient.Answer hint = client.send(GET).answerWithoutBody();
            assertThat(hint.status()).isEqualTo(103);
            assertThat(hint.header("link")).isEqualTo("</a.css>");
            assertThat(client.answer().body()).isEqualTo("ok");
        }
    }

    @Test
    void anAnswerBeforeTheRequestEndedIsPassedOnAndTheStreamGivenUp() throws Exception {
        try (Http2Origin origin = Http2Origin.thatAnswersHeads(
                        call -> call.headers(false, ":status", "413").data("big", true));
                Proxy proxy = before(origin.uri());
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc");
            assertThat(client.answer().status()).isEqualTo(413);
            await().until(() -> origin.calls().get(0).reset == Http2Error.CANCEL);
            client.send("x".repeat(997) + GET);
            assertThat(client.answer().status()).isEqualTo(413);
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void aClientThatLeavesTakesItsStreamWithItAndNoOther() throws Exception {
        try (Http2Origin origin = Http2Origin.that(call -> {
                    if (!call.path().equals("/hang")) {
                        OK.to(call);
                    }
                });
                Proxy proxy = before(origin.uri())) {
            try (RawClient client = proxy.client()) {
                client.send("GET /hang HTTP/1.1\r\nHost: a\r\n\r\n");
                await().until(() -> origin.calls().size() == 1);
            }
            await().until(() -> origin.calls().get(0).reset == Http2Error.CANCEL);
            for (int i = 0; i < 2; i++) {
                try (RawClient other = proxy.client()) {
                    assertThat(other.send(GET).answer().status()).isEqualTo(200);
                }
            }
            assertThat(origin.connections()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void noMoreCallsAreSentAtATimeThanTheServerAllows() throws Exception {
        AtomicInteger open = new AtomicInteger();
        try (Http2Origin origin =
                        Http2Origin.with(Http2Settings.defaultSettings().maxConcurrentStreams(1), call -> {
                            assertThat(open.incrementAndGet()).isEqualTo(1);
                            open.decrementAndGet();
                            OK.to(call);
                        });
                Proxy proxy = Proxy.before(options(1), origin.uri())) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(proxy.client().send(GET));
            }
            for (RawClient client : clients) {
                assertThat(client.answer().status()).isEqualTo(200);
                client.close();
            }
        }
    }

    @Test
    void aServerThatSpeaksNoHttp2IsA502() throws Exception {
        try (Origin origin = Origin.that((request, socket) ->
                        Origin.write(socket, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
                Proxy proxy = before(origin.uri());
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).answer().status()).isEqualTo(502);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "H2"})
    void httpsServersAgreeToHttp2InTls(UpstreamOptions.Protocol protocol, @TempDir Path folder) throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=app")
                .addSanDnsName("app.internal")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        SslContext tls = SslContextBuilder.forServer(bundle.toKeyManagerFactory())
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        "h2"))
                .build();
        Path ca = Files.writeString(folder.resolve("ca.pem"), bundle.getCertificatePEM());
        try (Http2Origin origin = Http2Origin.withTls(tls, OK);
                Proxy proxy = Proxy.before(
                        options(protocol, new UpstreamOptions.Tls(ca, "app.internal", null, true), 10, null),
                        URI.create("https://127.0.0.1:" + origin.port()));
                RawClient client = proxy.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(GET).answer().body()).isEqualTo("ok");
            }
            assertThat(origin.calls())
                    .hasSize(3)
                    .allSatisfy(call -> assertThat(call.head.scheme()).hasToString("https"));
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void aCallThatIsNotAnsweredInTimeEndsAlone() throws Exception {
        try (Http2Origin origin = Http2Origin.that(call -> {
                    if (!call.path().equals("/hang")) {
                        OK.to(call);
                    }
                });
                Proxy proxy = Proxy.before(
                        options(UpstreamOptions.Protocol.H2, UpstreamOptions.Tls.DEFAULT, 10, Duration.ofMillis(300)),
                        origin.uri());
                RawClient client = proxy.client()) {
            client.send(GET).answer();
            assertThat(client.send("GET /hang HTTP/1.1\r\nHost: a\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(504);
            assertThat(client.send(GET).answer().status()).isEqualTo(200);
            await().until(() -> origin.calls().get(1).reset == Http2Error.CANCEL || origin.connections() == 2);
        }
    }

    private static Proxy before(URI server) throws IOException {
        return Proxy.before(options(UpstreamOptions.DEFAULT.connections()), server);
    }

    private static UpstreamOptions options(int connections) {
        return options(UpstreamOptions.Protocol.H2, UpstreamOptions.Tls.DEFAULT, connections, null);
    }

    private static UpstreamOptions options(
            UpstreamOptions.Protocol protocol, UpstreamOptions.Tls tls, int connections, @Nullable Duration answer) {
        UpstreamOptions other = UpstreamOptions.DEFAULT;
        return new UpstreamOptions(
                protocol, tls, null, other.failing(), connections, other.queue(), other.keep(), null, answer, null);
    }
}
