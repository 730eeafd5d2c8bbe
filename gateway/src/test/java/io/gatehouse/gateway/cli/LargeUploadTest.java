package io.gatehouse.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.flow.Origin;
import io.gatehouse.gateway.flow.RawClient;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file of 96 MiB, of any bytes, to an application that does not read for a while, on a path where people sign in too. */
class LargeUploadTest {
    private static final int PIECE = 64 * 1024;
    private static final int PIECES = 1536;
    private static final long MIB = 1024 * 1024;

    /** All the sockets on the way may hold this much. */
    private static final long MOST_IN_SOCKETS = 24 * MIB;

    private static final long MOST_HERE = 16 * MIB;

    @TempDir
    private Path folder = Path.of("");

    private final AtomicLong sent = new AtomicLong();
    private final CRC32 poured = new CRC32();
    private final CRC32 drunk = new CRC32();

    @ParameterizedTest
    @CsvSource({"true, form: p", "true, json: /u/name", "false, form: p"})
    void streamsAndIsKeptNowhere(boolean multipart, String source) throws Exception {
        String before = multipart
                ? "--xyz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\nContent-Type: image/png\r\n\r\n"
                : "\u0000";
        String after = multipart ? "\r\n--xyz--\r\n" : "";
        String type = multipart ? "multipart/form-data; boundary=xyz" : "application/octet-stream";
        long length = (long) PIECE * PIECES + before.length() + after.length();
        CompletableFuture<Void> mayRead = new CompletableFuture<>();
        try (Origin app = Origin.thatAnswersHeads((request, socket) -> {
                    mayRead.join();
                    drink(socket.getInputStream(), length);
                    Origin.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
                });
                LiveGateway gateway = LiveGateway.with(folder, app.uri(), """
                        mode: enforce
                        logins:
                          - { path: /**, when-field: password, username: { %s }, success: { status: [302] } }
                        """.formatted(source));
                RawClient client = new RawClient(new InetSocketAddress(
                        gateway.address().getHost(), gateway.address().getPort()))) {
            long heapBefore = heap();
            long directBefore = direct();
            client.send("POST /any HTTP/1.1\r\nHost: a\r\nContent-Type: " + type + "\r\nContent-Length: " + length
                    + "\r\n\r\n");
            CompletableFuture<Void> pouring = CompletableFuture.runAsync(() -> pour(client, before, after));
            AtomicLong last = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(300))
                    .until(() -> sent.get() > 0 && last.getAndSet(sent.get()) == sent.get());
            assertThat(sent.get()).isLessThan(MOST_IN_SOCKETS);
            assertThat(direct() - directBefore).isLessThan(MOST_HERE);
            assertThat(heap() - heapBefore).isLessThan(MOST_HERE);

            mayRead.complete(null);
            assertThat(client.answer().body()).isEqualTo("done");
            pouring.join();
            assertThat(drunk.getValue()).isEqualTo(poured.getValue());
        }
    }

    private void pour(RawClient client, String before, String after) {
        try {
            OutputStream out = client.socket().getOutputStream();
            write(out, before.getBytes(StandardCharsets.ISO_8859_1));
            byte[] piece = new byte[PIECE];
            Random random = new Random(1);
            for (int i = 0; i < PIECES; i++) {
                random.nextBytes(piece);
                byte[] field = "&password=x\r\n--xy\r\n{\"password\":1}".getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(field, 0, piece, 100, field.length);
                write(out, piece);
                sent.addAndGet(PIECE);
            }
            write(out, after.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(OutputStream out, byte[] bytes) throws IOException {
        poured.update(bytes);
        out.write(bytes);
    }

    private void drink(InputStream in, long length) throws IOException {
        byte[] piece = new byte[PIECE];
        for (long left = length; left > 0; ) {
            int read = in.read(piece, 0, (int) Math.min(PIECE, left));
            if (read < 0) {
                throw new IOException("the upload broke off");
            }
            drunk.update(piece, 0, read);
            left -= read;
        }
    }

    /** What the arenas have taken from the system: it grows by 4 MiB for each that is used. */
    private static long direct() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
