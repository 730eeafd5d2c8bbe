package io.gatehouse.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Transport;
import io.gatehouse.gateway.flow.accept.Listeners;
import io.gatehouse.gateway.flow.respond.forward.AnswerWatch;
import io.gatehouse.gateway.flow.respond.forward.Forwarder;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listener and forwarder, joined back to back, in front of a real server that records what reaches it. */
class ProxyTest {
    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
    private final java.util.concurrent.ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer upstream;
    private Transport transport;
    private Listeners listeners;
    private InetSocketAddress address;

    @BeforeEach
    void start() throws IOException {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.setExecutor(threads);
        upstream.createContext("/", call -> {
            seen.add(call.getRequestMethod() + " " + call.getRequestURI() + " "
                    + call.getRequestHeaders().getFirst("Cookie") + " "
                    + call.getRequestHeaders().keySet().stream().anyMatch(name -> name.startsWith("Gatehouse")));
            byte[] body = call.getRequestBody().readAllBytes();
            boolean head = call.getRequestMethod().equals("HEAD");
            call.sendResponseHeaders(200, head ? -1 : body.length);
            call.getResponseBody().write(body);
            call.close();
        });
        upstream.start();
        transport = Transport.start(2, Transport.Kind.AUTO);
        Config.Upstream app = new Config.Upstream(
                "app",
                List.of(URI.create("http://127.0.0.1:" + upstream.getAddress().getPort())));
        Forwarder forwarder = new Forwarder(
                transport,
                Config.Limits.DEFAULT,
                (exchange, failure) ->
                        exchange.reply().send(HttpResponseStatus.BAD_GATEWAY, new DefaultHttpHeaders(), new byte[0]));
        listeners = Listeners.start(
                List.of(new Config.Listener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null)),
                List.of(),
                Config.Limits.DEFAULT,
                transport,
                InstantSource.system(),
                true,
                exchange -> forwarder.stream(
                        exchange, Config.Route.to(app), new DefaultHttpHeaders(), null, AnswerWatch.NONE));
        address = listeners.addresses().get(0);
    }

    @AfterEach
    void stop() {
        listeners.close();
        transport.close();
        upstream.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aBodyComesBackByteForByteWhateverItsFraming() throws Exception {
        byte[] body = new byte[3_000_000];
        new Random(1).nextBytes(body);
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (HttpRequest.BodyPublisher publisher : List.of(
                HttpRequest.BodyPublishers.ofByteArray(body),
                HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))) {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + "/echo"))
                            .timeout(java.time.Duration.ofSeconds(30))
                            .POST(publisher)
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(body);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTurnOnOneConnection() throws Exception {
        String answers =
                exchange("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\noneGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
                        + "HEAD /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(4);
        assertThat(seen)
                .extracting(line -> line.substring(0, line.indexOf(' ', 6)))
                .containsExactly("POST /1", "GET /2", "HEAD /3");
    }

    @Test
    void gatehousesOwnHeadersAndCookiesNeverReachTheUpstream() throws Exception {
        exchange("GET / HTTP/1.1\r\nHost: a\r\nGatehouse-Verdict: pass\r\nGatehouse_Score: 0\r\n"
                + "Cookie: a=1; gatehouse-device=x; b=\"2\"\r\nConnection: close\r\n\r\n");
        assertThat(seen).containsExactly("GET / a=1; b=\"2\" false");
    }

    @Test
    void anUnreachableUpstreamIsAnsweredNotHungUpon() throws Exception {
        upstream.stop(0);
        assertThat(exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 502");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.\r\n\r\n",
                "GET / HTTP/1.2\r\nHost: a\r\n\r\n",
                "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /../x HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /%2e%2e/x HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET //login HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /%c0%af HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
                "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: a\r\nContent_Length: 3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
                "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
            })
    void aHeadThatCanBeReadInTwoWaysIsRefusedAndTheUpstreamSeesNothing(String request) throws Exception {
        String answer = exchange(request + "GET /smuggled HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertThat(answer).matches("(?s)HTTP/1.1 (4|5)\\d\\d .*");
        assertThat(answer.split("HTTP/1.1 \\d\\d\\d ", -1)).hasSize(2);
        assertThat(seen).isEmpty();
    }

    /** Sends bytes and reads until the gateway closes. */
    private String exchange(String bytes) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
