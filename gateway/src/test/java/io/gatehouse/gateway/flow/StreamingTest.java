package io.gatehouse.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bodies stream both ways, at the pace of the slower side. */
@ExtendWith(NoLeaks.class)
class StreamingTest {
    private static final int PIECE = 64 * 1024;
    private static final long TOTAL = 2048L * PIECE;
    /** All the sockets on the way may hold this much; the gateway itself may hold next to nothing. */
    private static final long MOST_IN_SOCKETS = 24L * 1024 * 1024;

    @Test
    void aReaderThatPausesPausesTheApplication() throws Exception {
        AtomicLong sent = new AtomicLong();
        CRC32 expected = new CRC32();
        try (Origin origin = Origin.that((request, socket) -> {
                    Origin.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + TOTAL + "\r\n\r\n");
                    pour(socket.getOutputStream(), sent, expected);
                });
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(MOST_IN_SOCKETS);

            InputStream in = client.socket().getInputStream();
            skipHead(in);
            CRC32 got = new CRC32();
            assertThat(drink(in, got)).isEqualTo(TOTAL);
            assertThat(got.getValue()).isEqualTo(expected.getValue());
        }
    }

    @Test
    void anApplicationThatPausesPausesTheSender() throws Exception {
        CompletableFuture<Void> mayRead = new CompletableFuture<>();
        CRC32 got = new CRC32();
        AtomicLong sent = new AtomicLong();
        CRC32 expected = new CRC32();
        try (Origin origin = Origin.thatAnswersHeads((request, socket) -> {
                    mayRead.join();
                    long read = drinkExactly(socket.getInputStream(), TOTAL, got);
                    String text = String.valueOf(read);
                    Origin.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
                });
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + TOTAL + "\r\n\r\n");
            CompletableFuture<Void> pouring = CompletableFuture.runAsync(() -> {
                try {
                    pour(client.socket().getOutputStream(), sent, expected);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(MOST_IN_SOCKETS);

            mayRead.complete(null);
            assertThat(client.answer().body()).isEqualTo(String.valueOf(TOTAL));
            pouring.join();
            assertThat(got.getValue()).isEqualTo(expected.getValue());
        }
    }

    @Test
    void eachPieceOfAnEventStreamArrivesBeforeTheNextIsSent() throws Exception {
        CompletableFuture<Socket> open = new CompletableFuture<>();
        try (Origin origin = Origin.that((request, socket) -> {
                    Origin.write(
                            socket,
                            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                    open.complete(socket);
                });
                Proxy proxy = Proxy.before(origin.uri());
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Socket socket = open.join();
            InputStream in = client.socket().getInputStream();
            skipHead(in);
            for (int i = 0; i < 10; i++) {
                Origin.write(socket, "8\r\ndata: " + i + "\n\r\n");
                assertThat(new String(in.readNBytes(13), java.nio.charset.StandardCharsets.US_ASCII))
                        .isEqualTo("8\r\ndata: " + i + "\n\r\n");
            }
        }
    }

    private static void pour(OutputStream out, AtomicLong sent, CRC32 sum) throws IOException {
        byte[] piece = new byte[PIECE];
        for (long i = 0; i < TOTAL / PIECE; i++) {
            java.util.Arrays.fill(piece, (byte) i);
            out.write(piece);
            sum.update(piece);
            sent.addAndGet(PIECE);
        }
    }

    private static long drink(InputStream in, CRC32 sum) throws IOException {
        return drinkExactly(in, Long.MAX_VALUE, sum);
    }

    private static long drinkExactly(InputStream in, long most, CRC32 sum) throws IOException {
        byte[] piece = new byte[PIECE];
        long read = 0;
        while (read < most) {
            int n = in.read(piece, 0, (int) Math.min(PIECE, most - read));
            if (n < 0) {
                break;
            }
            sum.update(piece, 0, n);
            read += n;
        }
        return read;
    }

    private static void skipHead(InputStream in) throws IOException {
        int matched = 0;
        while (matched < 4) {
            int b = in.read();
            matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
        }
    }

    private static void awaitStandstill(AtomicLong count) {
        AtomicLong before = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(400))
                .atMost(Duration.ofSeconds(30))
                .until(() -> count.get() > 0 && before.getAndSet(count.get()) == count.get());
    }
}
