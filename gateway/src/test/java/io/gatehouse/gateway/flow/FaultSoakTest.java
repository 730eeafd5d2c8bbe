package io.gatehouse.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.config.UpstreamOptions;
import io.gatehouse.gateway.flow.respond.forward.UpstreamFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many requests of which one in ten meets a fault. Each answer names the request that it is for, so that one that went astray is seen. {@code -Dtest.jvm.args=-Dgatehouse.soak.requests=1000000} makes
 * it long.
 */
@ExtendWith(NoLeaks.class)
class FaultSoakTest {
    private static final int REQUESTS = Integer.getInteger("gatehouse.soak.requests", 16_000);
    private static final int CLIENTS = 8;
    private static final int HANGS_ONCE_IN = 2000;

    /** What an application does wrong. */
    private enum Fault {
        NONE,
        HANG,
        CLOSE,
        RESET_IN_HEAD,
        RESET_IN_BODY,
        GARBAGE,
        TOO_SHORT,
        TOO_LONG,
        EARLY,
        HINTS,
        CLOSES_AFTER;

        /** Whether the right answer must come all the same. */
        boolean isHarmless() {
            return this == NONE || this == EARLY || this == HINTS || this == CLOSES_AFTER;
        }
    }

    private final AtomicInteger numbers = new AtomicInteger();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Map<Fault, Integer> met = new ConcurrentHashMap<>();

    @Test
    void noFaultReachesAnotherRequestAndNothingIsLost() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (Origin one = Origin.thatAnswersHeads(FaultSoakTest::answer);
                Origin two = Origin.thatAnswersHeads(FaultSoakTest::answer);
                Proxy proxy = Proxy.before(
                        Bounds.with(bounds -> bounds.answer = Duration.ofSeconds(2))
                                .apply(Proxy.LIMITS),
                        options(),
                        one.uri(),
                        two.uri(),
                        nobody())) {
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(i);
                clients.add(CompletableFuture.runAsync(() -> requests(proxy, random), threads));
            }
            clients.forEach(CompletableFuture::join);
            assertThat(wrong)
                    .as(() -> proxy.failures().stream()
                            .collect(Collectors.groupingBy(UpstreamFailure::toString, Collectors.counting()))
                            .toString())
                    .isEmpty();
            assertThat(met).containsOnlyKeys(Fault.values());
            await().untilAsserted(() -> assertThat(proxy.servers()).hasSize(3).allSatisfy(server -> {
                assertThat(server.calls()).isZero();
                assertThat(server.connections()).isZero();
            }));
        } finally {
            threads.shutdownNow();
        }
    }

    private void requests(Proxy proxy, Random random) {
        try {
            Connection connection = new Connection(proxy);
            for (int number = numbers.incrementAndGet(); number <= REQUESTS; number = numbers.incrementAndGet()) {
                Fault fault = fault(random);
                met.merge(fault, 1, Integer::sum);
                if (!connection.request(number, fault, random.nextBoolean(), random.nextInt(3000))) {
                    connection.socket.close();
                    connection = new Connection(proxy);
                }
            }
            connection.socket.close();
        } catch (IOException | RuntimeException e) {
            wrong.add("a client failed: " + e);
        }
    }

    private static Fault fault(Random random) {
        if (random.nextInt(HANGS_ONCE_IN) == 0) {
            return Fault.HANG;
        }
        Fault[] faults = Fault.values();
        return random.nextInt(10) > 0 ? Fault.NONE : faults[2 + random.nextInt(faults.length - 2)];
    }

    /** Recognisable, and of its number's own length. */
    private static String body(int number) {
        return ("<" + number + ">").repeat(1 + number % 400);
    }

    private final class Connection {
        private final Socket socket;
        private final InputStream in;

        Connection(Proxy proxy) throws IOException {
            socket = new Socket(proxy.address().getAddress(), proxy.address().getPort());
            socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        }

        /** Returns whether the connection goes on. */
        boolean request(int number, Fault fault, boolean post, int size) throws IOException {
            String head = (post ? "POST" : "GET") + " /" + number + "/" + fault + " HTTP/1.1\r\nHost: a\r\n";
            String rest = post ? "Content-Length: " + size + "\r\n\r\n" + "x".repeat(size) : "\r\n";
            socket.getOutputStream().write((head + rest).getBytes(StandardCharsets.US_ASCII));
            try {
                Head answer = head();
                while (answer.status < 200) {
                    answer = head();
                }
                String got = new String(in.readNBytes(answer.length), StandardCharsets.US_ASCII);
                check(number, fault, answer, got, post);
                return got.length() == answer.length;
            } catch (IOException e) {
                if (fault.isHarmless()) {
                    wrong.add(number + " " + fault + ": " + e);
                }
                return false;
            }
        }

        private void check(int number, Fault fault, Head answer, String got, boolean post) {
            String whole = body(number);
            boolean right = answer.status == 200 && answer.number.equals(String.valueOf(number));
            boolean good = switch (fault) {
                case NONE, EARLY, HINTS, CLOSES_AFTER -> right && got.equals(whole);
                case TOO_LONG -> right && whole.startsWith(got);
                case TOO_SHORT, RESET_IN_BODY -> got.length() < answer.length || answer.status == 502;
                case HANG -> answer.status == 504;
                default -> answer.status == 502;
            };
            if (!good) {
                wrong.add(number + " " + fault + ": " + answer.status + " for " + answer.number
                        + (post ? " POST " : " GET ") + got.length() + " bytes");
            }
        }

        private Head head() throws IOException {
            String status = line();
            if (status.length() < 12) {
                throw new IOException("closed");
            }
            Head head = new Head();
            head.status = Integer.parseInt(status.substring(9, 12));
            for (String field = line(); !field.isEmpty(); field = line()) {
                if (field.regionMatches(true, 0, "content-length: ", 0, 16)) {
                    head.length = Integer.parseInt(field.substring(16));
                } else if (field.regionMatches(true, 0, "x-for: ", 0, 7)) {
                    head.number = field.substring(7);
                }
            }
            return head;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new IOException("closed in a head");
                }
                line.append((char) b);
            }
            return line.toString().stripTrailing();
        }
    }

    private static final class Head {
        private int status;
        private int length;
        private String number = "";
    }

    private static void answer(Origin.Request request, Socket socket) throws IOException {
        String[] path = request.line().split("[ /]", -1);
        int number = Integer.parseInt(path[2]);
        Fault fault = Fault.valueOf(path[3]);
        String length = request.header("Content-Length");
        int size = length.isEmpty() ? 0 : Integer.parseInt(length);
        if (fault != Fault.EARLY) {
            socket.getInputStream().readNBytes(size);
        }
        String body = body(number);
        int claimed = body.length() + (fault == Fault.TOO_SHORT ? 5 : fault == Fault.TOO_LONG ? -2 : 0);
        String hint = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n";
        String whole = (fault == Fault.HINTS ? hint.repeat(5) : "") + "HTTP/1.1 200 OK\r\nX-For: " + number
                + "\r\nContent-Length: " + claimed + "\r\n"
                + (fault == Fault.CLOSES_AFTER ? "Connection: close\r\n" : "")
                + "\r\n" + body;
        switch (fault) {
            case HANG -> {}
            case CLOSE -> socket.close();
            case RESET_IN_HEAD -> breakOff(socket, whole.substring(0, 30));
            case RESET_IN_BODY -> breakOff(socket, whole.substring(0, whole.length() - 2));
            case GARBAGE -> breakOff(socket, "\0\1SSH-2.0\r\n\r\n");
            case TOO_SHORT -> {
                Origin.write(socket, whole);
                socket.close();
            }
            case CLOSES_AFTER -> {
                Origin.write(socket, whole);
                socket.close();
            }
            case EARLY -> {
                Origin.write(socket, whole);
                socket.getInputStream().readNBytes(size);
            }
            default -> Origin.write(socket, whole);
        }
    }

    private static void breakOff(Socket socket, String bytes) throws IOException {
        Origin.write(socket, bytes);
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static UpstreamOptions options() {
        UpstreamOptions other = UpstreamOptions.DEFAULT;
        return new UpstreamOptions(
                other.protocol(),
                other.tls(),
                null,
                other.failing(),
                other.connections(),
                other.queue(),
                Duration.ofMillis(500),
                null,
                null,
                null);
    }

    /** A port at which nobody listens. */
    private static URI nobody() throws IOException {
        try (ServerSocket briefly = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + briefly.getLocalPort());
        }
    }
}
