package io.gatehouse.gateway.flow;

import static io.gatehouse.gateway.flow.Http2Client.ACK;
import static io.gatehouse.gateway.flow.Http2Client.CONTINUATION;
import static io.gatehouse.gateway.flow.Http2Client.DATA;
import static io.gatehouse.gateway.flow.Http2Client.END_HEADERS;
import static io.gatehouse.gateway.flow.Http2Client.END_STREAM;
import static io.gatehouse.gateway.flow.Http2Client.HEADERS;
import static io.gatehouse.gateway.flow.Http2Client.PING;
import static io.gatehouse.gateway.flow.Http2Client.PRIORITY;
import static io.gatehouse.gateway.flow.Http2Client.RST_STREAM;
import static io.gatehouse.gateway.flow.Http2Client.SETTINGS;
import static io.gatehouse.gateway.flow.Http2Client.WINDOW_UPDATE;
import static io.gatehouse.gateway.flow.Http2Client.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that send frames for their own sake. Each flood must end with the gateway closing the connection after a bounded number of frames, while other clients are answered. */
@ExtendWith(NoLeaks.class)
class Http2FloodTest {
    private static final byte[] NOTHING = {};
    /** Far more than any flood may get through: the credit is 1,000 frames, and 50 more each second. */
    private static final int BOUND = 20_000;

    private static Origin origin;
    private static Proxy proxy;

    /** One round of a flood. */
    interface Round {
        void frames(int round, Http2Client client, ByteArrayOutputStream out) throws IOException;
    }

    @BeforeAll
    static void start() throws IOException {
        origin = Origin.that((request, socket) -> {
            if (request.line().contains("/slow")) {
                socket.getInputStream().read();
            }
            Origin.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        proxy = Proxy.before(origin, Bounds.with(bounds -> bounds.exchanges = 100_000));
    }

    @AfterAll
    static void stop() throws IOException {
        proxy.close();
        origin.close();
    }

    static Stream<Arguments> floods() {
        return Stream.of(
                flood("PING", (round, client, out) -> add(out, PING, 0, 0, new byte[8])),
                flood("PING answers", (round, client, out) -> add(out, PING, ACK, 0, new byte[8])),
                flood("SETTINGS", (round, client, out) -> add(out, SETTINGS, 0, 0, NOTHING)),
                flood(
                        "SETTINGS that change the window",
                        (round, client, out) -> add(
                                out,
                                SETTINGS,
                                0,
                                0,
                                ByteBuffer.allocate(6)
                                        .putShort((short) 4)
                                        .putInt(round % 2 * 100 + 1000)
                                        .array())),
                flood("SETTINGS answers", (round, client, out) -> add(out, SETTINGS, ACK, 0, NOTHING)),
                flood(
                        "PRIORITY",
                        (round, client, out) -> add(out, PRIORITY, 0, 2 * round + 1, new byte[] {0, 0, 0, 0, 1})),
                flood(
                        "WINDOW_UPDATE of the connection",
                        (round, client, out) -> add(out, WINDOW_UPDATE, 0, 0, number(1))),
                flood("frames of unknown types", (round, client, out) -> add(out, 0xbb, 0, 0, NOTHING)),
                flood("empty DATA", (round, client, out) -> {
                    if (round == 0) {
                        add(out, HEADERS, END_HEADERS, 1, post(client, "/"));
                    }
                    add(out, DATA, 0, 1, NOTHING);
                }),
                flood("rapid reset (CVE-2023-44487)", (round, client, out) -> {
                    add(out, HEADERS, END_HEADERS | END_STREAM, 2 * round + 1, get(client, "/slow"));
                    add(out, RST_STREAM, 0, 2 * round + 1, number(8));
                }),
                flood("MadeYouReset (CVE-2025-8671) by a window's overflow", (round, client, out) -> {
                    add(out, HEADERS, END_HEADERS | END_STREAM, 2 * round + 1, get(client, "/slow"));
                    add(out, WINDOW_UPDATE, 0, 2 * round + 1, number(Integer.MAX_VALUE));
                }),
                flood("MadeYouReset by a window update of nothing", (round, client, out) -> {
                    add(out, HEADERS, END_HEADERS | END_STREAM, 2 * round + 1, get(client, "/slow"));
                    add(out, WINDOW_UPDATE, 0, 2 * round + 1, number(0));
                }),
                flood("MadeYouReset by DATA after the end", (round, client, out) -> {
                    add(out, HEADERS, END_HEADERS | END_STREAM, 2 * round + 1, get(client, "/slow"));
                    add(out, DATA, 0, 2 * round + 1, new byte[] {1});
                }),
                flood("MadeYouReset by a malformed priority", (round, client, out) -> {
                    add(out, HEADERS, END_HEADERS | END_STREAM, 2 * round + 1, get(client, "/slow"));
                    add(out, PRIORITY, 0, 2 * round + 1, new byte[] {0, 0});
                }),
                flood("MadeYouReset by a second request on a stream", (round, client, out) -> {
                    add(out, HEADERS, END_HEADERS, 2 * round + 1, post(client, "/slow"));
                    add(out, HEADERS, END_HEADERS, 2 * round + 1, get(client, "/slow"));
                }),
                flood(
                        "malformed requests",
                        (round, client, out) -> add(
                                out, HEADERS, END_HEADERS | END_STREAM, 2 * round + 1, client.block(":method", "GET"))),
                flood("CONTINUATION (CVE-2024-27316)", (round, client, out) -> {
                    if (round == 0) {
                        add(out, HEADERS, END_STREAM, 1, get(client, "/"));
                    }
                    add(out, CONTINUATION, 0, 1, NOTHING);
                }),
                flood("CONTINUATION with headers", (round, client, out) -> {
                    if (round == 0) {
                        add(out, HEADERS, END_STREAM, 1, get(client, "/"));
                    }
                    add(out, CONTINUATION, 0, 1, client.block("x-" + round, "y".repeat(1000)));
                }),
                flood("GOAWAY", (round, client, out) -> add(out, Http2Client.GOAWAY, 0, 0, new byte[8])));
    }

    private static Arguments flood(String name, Round round) {
        return Arguments.of(name, round);
    }

    private static void add(ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload)
            throws IOException {
        out.write(Http2Client.bytes(type, flags, stream, payload));
    }

    private static byte[] get(Http2Client client, String path) throws IOException {
        return client.block(":method", "GET", ":scheme", "http", ":path", path, ":authority", "localhost");
    }

    private static byte[] post(Http2Client client, String path) throws IOException {
        return client.block(":method", "POST", ":scheme", "http", ":path", path, ":authority", "localhost");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void floods(String name, Round round) throws Exception {
        try (Http2Client client = Http2Client.greeting(proxy);
                RawClient other = proxy.client()) {
            Thread reader = new Thread(() -> drain(client));
            reader.start();
            int rounds = 0;
            boolean closed = false;
            while (!closed && rounds < BOUND) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                for (int i = 0; i < 20; i++) {
                    round.frames(rounds++, client, out);
                }
                try {
                    client.socket().getOutputStream().write(out.toByteArray());
                } catch (IOException e) {
                    closed = true;
                }
                closed |= !reader.isAlive();
                if (rounds % 400 == 0) {
                    assertThat(other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                                    .answer()
                                    .status())
                            .isEqualTo(200);
                }
            }
            reader.join(5000); // all that was sent must be looked at
            closed |= !reader.isAlive();
            assertThat(closed).as("closed after " + rounds + " rounds").isTrue();
            assertThat(other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer().status())
                    .isEqualTo(200);
        }
    }

    /** As a client does that wants to go on for long. */
    private static void drain(Http2Client client) {
        try {
            client.socket().getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            // closed
        }
    }

    @Test
    void windowsOpenedByteForByteEndTheConnection() throws IOException {
        String much = "x".repeat(100_000);
        try (Origin large = Origin.saying("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + much);
                Proxy before = Proxy.before(large.uri());
                Http2Client client = new Http2Client(before.address())) {
            byte[] noWindow =
                    ByteBuffer.allocate(6).putShort((short) 4).putInt(0).array();
            client.frame(SETTINGS, 0, 0, noWindow).get(1, "/");
            Http2Client.Frame frame = client.next();
            int sent = 0;
            while (frame != null && sent < BOUND) {
                if (frame.type() == HEADERS || frame.type() == DATA) {
                    client.frame(WINDOW_UPDATE, 0, 1, number(1));
                    sent++;
                }
                frame = client.nextOrEnd();
            }
            assertThat(frame).as("a frame after " + sent + " updates").isNull();
        } catch (java.net.SocketException e) {
            // closed while writing: just as well
        }
    }

    @Test
    void aBusyHonestClientIsSpared() throws IOException {
        try (Http2Client client = Http2Client.greeting(proxy)) {
            for (int i = 0; i < 3000; i++) {
                client.get(2 * i + 1, "/").frame(PING, 0, 0, "12345678".getBytes(StandardCharsets.US_ASCII));
                assertThat(client.answer(2 * i + 1).body()).isEqualTo("ok");
            }
        }
    }
}
