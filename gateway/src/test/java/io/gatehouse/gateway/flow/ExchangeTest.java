package io.gatehouse.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.config.Cidr;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.flow.respond.forward.AnswerWatch;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What HTTP/1.1 promises, through listener and forwarder. */
@ExtendWith(NoLeaks.class)
class ExchangeTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void oneConnectionServesManyRequestsOverOneConnectionToTheApplication() throws IOException {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(GET).answer().body()).isEqualTo("ok");
            }
            assertThat(origin.requests()).hasSize(20);
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTurn() throws IOException {
        try (Origin origin = Origin.echoing();
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                many.append("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n")
                        .append(100 + i);
            }
            client.send(many.toString());
            for (int i = 0; i < 500; i++) {
                assertThat(client.answer().body()).isEqualTo(String.valueOf(100 + i));
            }
        }
    }

    @Test
    void chunkedBodiesAndTheirTrailersGoBothWays() throws IOException {
        try (Origin origin = Origin.that(
                        (request, socket) -> Origin.write(
                                socket,
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Sum\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\nSum: 5\r\n\r\n"));
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            RawClient.Answer answer = client.send(
                            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    + "4\r\nwiki\r\n5;a=b\r\npedia\r\n0\r\nX-Sum: 9\r\nHost: b\r\nAuthorization: c\r\nContent-Length: 1\r\n\r\n")
                    .answer();
            assertThat(answer.body()).isEqualTo("abcde");
            assertThat(answer.headers()).contains("trailer Sum: 5");
            Origin.Request seen = origin.requests().get(0);
            assertThat(seen.text()).isEqualTo("wikipedia");
            assertThat(seen.trailers()).containsExactly("X-Sum: 9");
        }
    }

    @Test
    void headKeepsTheLengthAndSendsNoBody() throws IOException {
        try (Origin origin = Origin.saying("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 2; i++) {
                RawClient.Answer answer =
                        client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").answerWithoutBody();
                assertThat(answer.header("Content-Length")).isEqualTo("1234");
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void answersThatHaveNoBodyEndWithTheirHead() throws IOException {
        try (Origin origin = Origin.that((request, socket) -> Origin.write(
                        socket,
                        request.line().contains("304")
                                ? "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 99\r\n\r\n"
                                : "HTTP/1.1 204 No Content\r\n\r\n"));
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            RawClient.Answer unmodified =
                    client.send("GET /304 HTTP/1.1\r\nHost: a\r\n\r\n").answerWithoutBody();
            assertThat(unmodified.status()).isEqualTo(304);
            assertThat(unmodified.header("ETag")).isEqualTo("\"x\"");
            RawClient.Answer none =
                    client.send("GET /204 HTTP/1.1\r\nHost: a\r\n\r\n").answerWithoutBody();
            assertThat(none.status()).isEqualTo(204);
            assertThat(none.header("Transfer-Encoding")).isEmpty();
            assertThat(none.header("Content-Length")).isEmpty();
        }
    }

    @Test
    void anAnswerThatEndsWithItsConnectionIsChunkedToTheClient() throws IOException {
        try (Origin origin = Origin.that((request, socket) -> {
                    Origin.write(socket, "HTTP/1.0 200 OK\r\n\r\nuntil I close");
                    socket.close();
                });
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 2; i++) {
                RawClient.Answer answer = client.send(GET).answer();
                assertThat(answer.header("Transfer-Encoding")).isEqualTo("chunked");
                assertThat(answer.body()).isEqualTo("until I close");
            }
        }
    }

    @Test
    void oldClientsGetAnAnswerThatEndsWithTheConnection() throws IOException {
        try (Origin origin =
                        Origin.saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            String all = client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n").rest();
            assertThat(all)
                    .contains("connection: close")
                    .endsWith("\r\n\r\nabc")
                    .doesNotContain("chunked");
        }
    }

    @Test
    void oldClientsMayKeepTheConnection() throws IOException {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 2; i++) {
                RawClient.Answer answer = client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
                        .answer();
                assertThat(answer.header("Connection")).isEqualTo("keep-alive");
            }
        }
    }

    @Test
    void aConnectionThatIsToCloseCloses() throws IOException {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: foo, Close\r\n\r\n" + GET);
            assertThat(client.rest()).containsOnlyOnce("HTTP/1.1 200").contains("connection: close");
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void theClientIsToldToContinueWhenItsBodyIsWanted() throws IOException {
        try (Origin origin = Origin.echoing();
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(client.answerWithoutBody().status()).isEqualTo(100);
            assertThat(client.send("abc").answer().body()).isEqualTo("abc");
            assertThat(origin.requests().get(0).header("Expect")).isEmpty();
        }
    }

    @Test
    void aClientWhoseBodyNobodyWantsIsNotToldToContinueAndLosesItsConnection() throws IOException {
        try (Proxy proxy = Proxy.answering(
                        l -> l,
                        exchange -> exchange.reply()
                                .send(HttpResponseStatus.FORBIDDEN, new DefaultHttpHeaders(), new byte[0]));
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void anUnwantedBodyIsDiscardedAndTheNextRequestServed() throws IOException {
        try (Proxy proxy = Proxy.answering(
                        l -> l,
                        exchange -> exchange.reply()
                                .send(HttpResponseStatus.FORBIDDEN, new DefaultHttpHeaders(), new byte[0]));
                RawClient client = proxy.client()) {
            for (int i = 0; i < 3; i++) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000));
                assertThat(client.answer().status()).isEqualTo(403);
            }
        }
    }

    @Test
    void aLargeUnwantedBodyCostsTheConnectionButNotTheAnswer() throws IOException {
        try (Proxy proxy = Proxy.answering(
                        l -> l,
                        exchange -> exchange.reply()
                                .send(HttpResponseStatus.FORBIDDEN, new DefaultHttpHeaders(), new byte[0]));
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n" + "x".repeat(500_000));
            assertThat(client.answer().header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void informationalAnswersPassExceptContinue() throws IOException {
        try (Origin origin = Origin.saying(
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK);
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            RawClient.Answer hints = client.send(GET).answerWithoutBody();
            assertThat(hints.status()).isEqualTo(103);
            assertThat(hints.header("Link")).isEqualTo("</a>");
            assertThat(client.answer().body()).isEqualTo("ok");
        }
    }

    @Test
    void headersOfTheConnectionStayAndTheOthersPass() throws IOException {
        try (Origin origin = Origin.saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: X-Hop\r\nX-Hop: 1\r\n"
                        + "Keep-Alive: timeout=5\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Odd: \"\t~\"\r\n\r\n");
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            RawClient.Answer answer = client.send(
                            "GET /x?y HTTP/1.1\r\nHost: App.example:80\r\nConnection: X-Mine\r\nX-Mine: 1\r\n"
                                    + "Keep-Alive: 1\r\nTE: trailers, gzip\r\nProxy: evil\r\nX-Forwarded-For: 6.6.6.6\r\nX_Forwarded_For: 6.6.6.6\r\n"
                                    + "Forwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\nX-Original-URL: /login\r\nGatehouse-Verdict: pass\r\n"
                                    + "GATEHOUSE_SCORE: 0\r\nCookie: a=1; gatehouse-device=x;b=\"2\"; __Host-Gatehouse-hold=y\r\nX-Kept:  v \r\n\r\n")
                    .answer();
            assertThat(answer.headers())
                    .contains("Set-Cookie: a=1", "Set-Cookie: b=2", "X-Odd: \"\t~\"", "via: 1.1 gatehouse")
                    .noneMatch(h -> h.startsWith("X-Hop") || h.startsWith("Keep-Alive"));
            Origin.Request seen = origin.requests().get(0);
            assertThat(seen.line()).isEqualTo("GET /x?y HTTP/1.1");
            assertThat(seen.headers())
                    .containsExactlyInAnyOrder(
                            "Host: App.example:80",
                            "te: trailers",
                            "Cookie: a=1;b=\"2\"",
                            "X-Kept: v",
                            "X-Forwarded-For: 127.0.0.1",
                            "X-Forwarded-Proto: http",
                            "X-Forwarded-Host: App.example:80",
                            "via: 1.1 gatehouse");
        }
    }

    @Test
    void trustedProxiesAreBelievedWhoTheClientIs() throws IOException {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.trusting(origin, new Cidr(InetAddress.getByName("127.0.0.0"), 8));
                RawClient client = proxy.client()) {
            client.send(
                            "GET / HTTP/1.1\r\nHost: a:443\r\nX-Forwarded-For: 6.6.6.6, 192.0.2.7\r\nX-Forwarded-Proto: https\r\n\r\n")
                    .answer();
            assertThat(origin.requests().get(0).header("X-Forwarded-For")).isEqualTo("192.0.2.7");
            assertThat(origin.requests().get(0).header("X-Forwarded-Proto")).isEqualTo("https");
            assertThat(proxy.exchanges().get(0).head().host()).isEqualTo("a");
        }
    }

    @Test
    void aWatchSeesTheAnswerAndMayAddToItsHead() throws IOException {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        AnswerWatch watch = new AnswerWatch() {
            @Override
            public boolean head(HttpResponseStatus status, HttpHeaders headers) {
                seen.add(status.toString());
                headers.add("Set-Cookie", "gatehouse-device=new");
                return true;
            }

            @Override
            public ByteBuf body(ByteBuf chunk) {
                seen.add(chunk.toString(StandardCharsets.US_ASCII));
                return chunk;
            }

            @Override
            public void end(boolean complete) {
                seen.add("end " + complete);
            }
        };
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.before(origin, watch);
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).answer().header("Set-Cookie")).isEqualTo("gatehouse-device=new");
            assertThat(seen).containsExactly("200 OK", "ok", "end true");
        }
    }

    @Test
    void whoeverDawdlesIsTimedOut() throws IOException {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy =
                        Proxy.before(origin, limits -> timing(limits, Duration.ofSeconds(1), Duration.ofSeconds(1)))) {
            try (RawClient inItsHead = proxy.client()) {
                assertThat(inItsHead.send("GET / HTTP/1.1\r\nHo").rest()).startsWith("HTTP/1.1 408");
            }
            try (RawClient inItsBody = proxy.client()) {
                inItsBody.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
                assertThat(inItsBody.rest()).startsWith("HTTP/1.1 408");
            }
        }
    }

    @Test
    void aConnectionWithoutARequestIsClosedWithoutAWord() throws IOException {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy =
                        Proxy.before(origin, limits -> timing(limits, Duration.ofSeconds(1), Duration.ofSeconds(1)))) {
            try (RawClient fromTheStart = proxy.client()) {
                assertThat(fromTheStart.rest()).isEmpty();
            }
            try (RawClient afterOne = proxy.client()) {
                assertThat(afterOne.send(GET).answer().status()).isEqualTo(200);
                assertThat(afterOne.rest()).isEmpty();
            }
        }
    }

    @Test
    void whatIsTooLargeIsRefusedByName() throws IOException {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.before(origin.uri())) {
            try (RawClient line = proxy.client()) {
                assertThat(line.send("GET /" + "a".repeat(9000)).answer().status())
                        .isEqualTo(414);
            }
            try (RawClient headers = proxy.client()) {
                assertThat(headers.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(9000))
                                .answer()
                                .status())
                        .isEqualTo(431);
            }
            try (RawClient many = proxy.client()) {
                assertThat(many.send("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(100) + "\r\n")
                                .answer()
                                .status())
                        .isEqualTo(431);
            }
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void tooManyConnectionsAreClosedAndTheOthersServed() throws IOException {
        try (Origin origin = Origin.saying(OK);
                Proxy proxy = Proxy.before(
                        origin,
                        limits -> new Config.Limits(
                                limits.header(),
                                limits.loginBody(),
                                limits.headerTimeout(),
                                limits.idle(),
                                limits.connect(),
                                limits.answer(),
                                limits.between(),
                                1));
                RawClient first = proxy.client()) {
            assertThat(first.send(GET).answer().status()).isEqualTo(200);
            try (RawClient second = proxy.client()) {
                assertThat(second.rest()).isEmpty();
            }
            assertThat(first.send(GET).answer().status()).isEqualTo(200);
        }
    }

    static Config.Limits timing(Config.Limits limits, Duration headerTimeout, Duration idle) {
        return new Config.Limits(
                limits.header(),
                limits.loginBody(),
                headerTimeout,
                idle,
                limits.connect(),
                limits.answer(),
                limits.between(),
                limits.connections());
    }
}
