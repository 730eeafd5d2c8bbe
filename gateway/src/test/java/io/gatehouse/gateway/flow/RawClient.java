package io.gatehouse.gateway.flow;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that sends exactly the bytes it is told to. */
public final class RawClient implements Closeable {
    /** How long a test waits for what must come, before it fails. */
    public static final int PATIENCE_MILLIS = 20_000;

    public record Answer(int status, List<String> headers, String body) {
        public String header(String name) {
            return headers.stream()
                    .filter(h -> h.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(h -> h.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    private final Socket socket;

    public RawClient(InetSocketAddress address) throws IOException {
        this(new Socket(address.getAddress(), address.getPort()));
    }

    public RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    public Socket socket() {
        return socket;
    }

    public RawClient send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** The next answer, its body framed by length or chunks. */
    public Answer answer() throws IOException {
        return answer(true);
    }

    /** The next answer to a HEAD, or a 1xx, 204 or 304. */
    public Answer answerWithoutBody() throws IOException {
        return answer(false);
    }

    private Answer answer(boolean withBody) throws IOException {
        InputStream in = socket.getInputStream();
        int status = Integer.parseInt(line(in).split(" ", 3)[1]);
        List<String> headers = new ArrayList<>();
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            headers.add(field);
        }
        Answer head = new Answer(status, headers, "");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (withBody && head.header("Transfer-Encoding").equals("chunked")) {
            for (int size = size(in); size > 0; size = size(in)) {
                body.write(exactly(in, size));
                line(in);
            }
            for (String field = line(in); !field.isEmpty(); field = line(in)) {
                headers.add("trailer " + field);
            }
        } else if (withBody && !head.header("Content-Length").isEmpty()) {
            body.write(exactly(in, Integer.parseInt(head.header("Content-Length"))));
        }
        return new Answer(status, headers, body.toString(StandardCharsets.ISO_8859_1));
    }

    /** All that comes until the gateway closes; a reset counts as the end. */
    public String rest() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (java.net.SocketException e) {
            // reset
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] exactly(InputStream in, int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the answer broke off after " + bytes.length + " of " + size + " bytes");
        }
        return bytes;
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("closed");
            }
            line.append((char) b);
        }
        return line.substring(0, line.length() - 1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
