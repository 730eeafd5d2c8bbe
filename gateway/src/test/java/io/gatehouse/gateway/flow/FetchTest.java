package io.gatehouse.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Answer;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.Transport;
import io.gatehouse.gateway.flow.accept.Listeners;
import io.gatehouse.gateway.flow.respond.forward.AnswerWatch;
import io.gatehouse.gateway.flow.respond.forward.Forwarder;
import io.gatehouse.gateway.flow.respond.forward.UpstreamFailure;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Answers got whole, and answers withheld: what a held sign-in is made of. */
@ExtendWith(NoLeaks.class)
class FetchTest {
    private static final String POST =
            "POST /login HTTP/1.1\r\nHost: a\r\nCookie: sid=1\r\nContent-Length: 3\r\n\r\nabc";
    private static final byte[] BODY = "xyz".getBytes(StandardCharsets.US_ASCII);

    @Test
    void anAnswerIsGotWhole() throws Exception {
        try (Origin origin = Origin.saying(
                "HTTP/1.1 302 Found\r\nLocation: /in\r\nSet-Cookie: sid=2\r\nConnection: X-Hop\r\nX-Hop: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")) {
            Answer answer = fetch(origin, 1024).get();
            assertThat(answer.status().code()).isEqualTo(302);
            assertThat(answer.headers().get("Set-Cookie")).isEqualTo("sid=2");
            assertThat(answer.headers().names()).doesNotContain("X-Hop", "Transfer-Encoding");
            assertThat(answer.body()).asString().isEqualTo("ok");
            Origin.Request seen = origin.requests().get(0);
            assertThat(seen.text()).isEqualTo("xyz");
            assertThat(seen.header("Cookie")).isEqualTo("sid=1");
            assertThat(seen.header("Gatehouse-Verdict")).isEqualTo("pass");
        }
    }

    @Test
    void anAnswerBeyondTheLimitIsAFailureThatSaysSo() throws Exception {
        try (Origin origin = Origin.saying("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde")) {
            assertThat(fetch(origin, 5).get().body()).hasSize(5);
            assertThatThrownBy(() -> fetch(origin, 4).get())
                    .hasCauseInstanceOf(UpstreamFailure.class)
                    .hasMessageContaining("larger than 4 bytes");
        }
    }

    @Test
    void anAnswerThatBreaksOffIsAFailure() throws Exception {
        try (Origin origin = Origin.that((request, socket) -> {
            Origin.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc");
            socket.close();
        })) {
            assertThatThrownBy(() -> fetch(origin, 100).get())
                    .cause()
                    .isInstanceOfSatisfying(
                            UpstreamFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(UpstreamFailure.Kind.BROKEN));
        }
    }

    @Test
    void aWithheldAnswerNeverReachesTheClientWhichGetsAnother() throws Exception {
        try (Origin origin =
                Origin.saying("HTTP/1.1 302 Found\r\nSet-Cookie: sid=2\r\nContent-Length: 6\r\n\r\nsecret")) {
            Rig rig = new Rig(
                    origin,
                    (exchange, forwarder) ->
                            forwarder.stream(exchange, app(origin), new DefaultHttpHeaders(), BODY, new AnswerWatch() {
                                @Override
                                public boolean head(HttpResponseStatus status, HttpHeaders headers) {
                                    exchange.reply()
                                            .send(
                                                    HttpResponseStatus.UNAUTHORIZED,
                                                    new DefaultHttpHeaders(),
                                                    new byte[0]);
                                    return false;
                                }
                            }));
            try (rig;
                    RawClient client = new RawClient(rig.listeners.addresses().get(0))) {
                for (int i = 0; i < 3; i++) {
                    exchangeOnce(client);
                }
            }
        }
    }

    private static void exchangeOnce(RawClient client) throws IOException {
        RawClient.Answer answer = client.send(POST).answer();
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(answer.body()).isEmpty();
    }

    private static CompletableFuture<Answer> fetch(Origin origin, int largest) throws IOException {
        CompletableFuture<Answer> got = new CompletableFuture<>();
        Rig rig = new Rig(
                origin,
                (exchange, forwarder) -> forwarder
                        .fetch(
                                exchange.reply().eventLoop(),
                                app(origin),
                                exchange.head(),
                                exchange.client(),
                                new DefaultHttpHeaders().set("Gatehouse-Verdict", "pass"),
                                BODY,
                                largest)
                        .whenComplete((answer, failure) -> {
                            exchange.reply().send(HttpResponseStatus.OK, new DefaultHttpHeaders(), new byte[0]);
                            if (failure == null) {
                                got.complete(answer);
                            } else {
                                got.completeExceptionally(failure);
                            }
                        }));
        try (rig;
                RawClient client = new RawClient(rig.listeners.addresses().get(0))) {
            client.send(POST).answer();
        }
        return got;
    }

    private static Config.Route app(Origin origin) {
        return Config.Route.to(new Config.Upstream("app", List.of(origin.uri())));
    }

    /** A listener whose handler has a forwarder. */
    private static final class Rig implements AutoCloseable {
        private final Transport transport = Transport.start(1, Transport.Kind.AUTO);
        private final Listeners listeners;

        Rig(Origin origin, BiConsumer<Exchange, Forwarder> handler) throws IOException {
            Forwarder forwarder = new Forwarder(transport, Proxy.LIMITS, (exchange, failure) -> {
                throw new AssertionError("nothing fails before " + origin.uri(), failure);
            });
            listeners = Listeners.start(
                    List.of(new Config.Listener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null)),
                    List.of(),
                    Proxy.LIMITS,
                    transport,
                    InstantSource.system(),
                    true,
                    exchange -> handler.accept(exchange, forwarder));
        }

        @Override
        public void close() {
            listeners.close();
            transport.close();
        }
    }
}
