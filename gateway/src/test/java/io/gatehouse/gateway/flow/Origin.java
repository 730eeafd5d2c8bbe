package io.gatehouse.gateway.flow;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An application on plain sockets: records each request just as it came, and answers as its test says, nonsense included. */
public final class Origin implements Closeable {
    /** A request as it arrived; a chunked body is joined, its trailers are in {@code trailers}. */
    public record Request(int connection, String line, List<String> headers, byte[] body, List<String> trailers) {
        public String header(String name) {
            return headers.stream()
                    .filter(h -> h.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(h -> h.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        public String text() {
            return new String(body, StandardCharsets.ISO_8859_1);
        }
    }

    /** What is done once a request's head is there, before its body is read. */
    @FunctionalInterface
    public interface Answer {
        void to(Request request, Socket socket) throws IOException;
    }

    private final ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Answer answer;
    private final boolean readsBodies;

    private Origin(Answer answer, boolean readsBodies) throws IOException {
        this.answer = answer;
        this.readsBodies = readsBodies;
        threads.execute(this::accept);
    }

    /** Answers whole requests. */
    public static Origin that(Answer answer) throws IOException {
        return new Origin(answer, true);
    }

    /** Answers heads; bodies are the answer's business. */
    public static Origin thatAnswersHeads(Answer answer) throws IOException {
        return new Origin(answer, false);
    }

    /** Answers everything with these bytes. */
    public static Origin saying(String bytes) throws IOException {
        return that((request, socket) -> write(socket, bytes));
    }

    /** Sends each body back. */
    public static Origin echoing() throws IOException {
        return that((request, socket) -> {
            write(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + request.body().length + "\r\n\r\n");
            socket.getOutputStream().write(request.body());
        });
    }

    public static void write(Socket socket, String bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                int number = connections.incrementAndGet();
                threads.execute(() -> serve(socket, number));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            InputStream in = socket.getInputStream();
            while (!socket.isClosed()) {
                String line = line(in);
                List<String> headers = fields(in);
                Request head = new Request(number, line, headers, new byte[0], List.of());
                if (!readsBodies) {
                    requests.add(head);
                    answer.to(head, socket);
                    continue;
                }
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                List<String> trailers = List.of();
                if (head.header("Transfer-Encoding").equals("chunked")) {
                    for (int size = size(in); size > 0; size = size(in)) {
                        body.write(in.readNBytes(size));
                        line(in);
                    }
                    trailers = fields(in);
                } else if (!head.header("Content-Length").isEmpty()) {
                    body.write(in.readNBytes(Integer.parseInt(head.header("Content-Length"))));
                }
                Request whole = new Request(number, line, headers, body.toByteArray(), trailers);
                requests.add(whole);
                answer.to(whole, socket);
            }
        } catch (EOFException | SocketException e) {
            // the other side is done
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static List<String> fields(InputStream in) throws IOException {
        List<String> fields = new ArrayList<>();
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            fields.add(field);
        }
        return fields;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            line.append((char) b);
        }
        return line.substring(0, line.length() - 1);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
