package io.gatehouse.gateway.flow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An HTTP/2 client that sends exactly the frames it is told to, whether they make sense or not. */
final class Http2Client implements Closeable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    record Frame(int type, int flags, int stream, byte[] payload) {
        boolean ends() {
            return (flags & END_STREAM) != 0;
        }

        /** Of a RST_STREAM or GOAWAY. */
        int error() {
            return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
        }
    }

    record Answer(int status, Http2Headers headers, String body, Http2Headers trailers) {}

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder((name, value) -> false, true);
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

    Http2Client(InetSocketAddress address) throws IOException {
        this(new Socket(address.getAddress(), address.getPort()));
    }

    Http2Client(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write(ByteBufUtil.getBytes(Http2CodecUtil.connectionPrefaceBuf()));
    }

    /** A client that has told its settings. */
    static Http2Client greeting(Proxy proxy) throws IOException {
        return new Http2Client(proxy.address()).frame(SETTINGS, 0, 0, new byte[0]);
    }

    Socket socket() {
        return socket;
    }

    Http2Client frame(int type, int flags, int stream, byte[] payload) throws IOException {
        socket.getOutputStream().write(bytes(type, flags, stream, payload));
        return this;
    }

    static byte[] bytes(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** A header block of names and values, taken as they are. */
    byte[] block(String... fields) throws IOException {
        ByteBuf block = Unpooled.buffer();
        try {
            // One after the other, as Netty would put the pseudo-headers first.
            for (int i = 0; i < fields.length; i += 2) {
                encoder.encodeHeaders(
                        1, new DefaultHttp2Headers(false).add(latin(fields[i]), latin(fields[i + 1])), block);
            }
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
        return ByteBufUtil.getBytes(block);
    }

    private static AsciiString latin(String value) {
        return new AsciiString(value.getBytes(StandardCharsets.ISO_8859_1), false);
    }

    Http2Client request(int stream, int flags, String... fields) throws IOException {
        return frame(HEADERS, END_HEADERS | flags, stream, block(fields));
    }

    Http2Client get(int stream, String path) throws IOException {
        return request(
                stream, END_STREAM, ":method", "GET", ":scheme", "http", ":path", path, ":authority", "localhost");
    }

    Http2Client post(int stream, String path, String... more) throws IOException {
        String[] fields = Stream.concat(
                        Stream.of(":method", "POST", ":scheme", "http", ":path", path, ":authority", "localhost"),
                        Stream.of(more))
                .toArray(String[]::new);
        return request(stream, 0, fields);
    }

    Http2Client data(int stream, int flags, String body) throws IOException {
        return frame(DATA, flags, stream, body.getBytes(StandardCharsets.ISO_8859_1));
    }

    Frame next() throws IOException {
        Frame frame = nextOrEnd();
        if (frame == null) {
            throw new EOFException("closed");
        }
        return frame;
    }

    /** Null at the connection's end. */
    @Nullable
    Frame nextOrEnd() throws IOException {
        try {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(length);
            return new Frame(type, flags, stream, payload);
        } catch (EOFException | SocketException e) {
            return null;
        }
    }

    Http2Headers decode(Frame frame) throws IOException {
        try {
            return decoder.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()));
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }

    /** The next frame on a stream, settings acknowledged and windows opened in passing. */
    Frame on(int stream) throws IOException {
        for (Frame frame = next(); ; frame = next()) {
            if (frame.type() == SETTINGS && frame.flags() != ACK) {
                frame(SETTINGS, ACK, 0, new byte[0]);
            }
            if (frame.type() == DATA && frame.payload().length > 0) {
                frame(WINDOW_UPDATE, 0, 0, number(frame.payload().length));
            }
            if (frame.stream() == stream || frame.type() == GOAWAY) {
                return frame;
            }
        }
    }

    /** The answer on a stream; others' frames that come meanwhile are lost. */
    Answer answer(int stream) throws IOException {
        @Nullable Http2Headers head = null;
        Http2Headers trailers = new DefaultHttp2Headers();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            Frame frame = on(stream);
            switch (frame.type()) {
                case HEADERS -> {
                    Http2Headers headers = decode(frame);
                    if (head == null && !headers.status().toString().startsWith("1")) {
                        head = headers;
                    } else if (head != null) {
                        trailers = headers;
                    }
                }
                case DATA -> {
                    body.write(frame.payload());
                    if (!frame.ends() && frame.payload().length > 0) {
                        frame(WINDOW_UPDATE, 0, stream, number(frame.payload().length));
                    }
                }
                case RST_STREAM, GOAWAY ->
                    throw new IOException((frame.type() == GOAWAY ? "GOAWAY " : "RST_STREAM ") + frame.error());
                default -> {}
            }
            if (head != null && (frame.type() == HEADERS || frame.type() == DATA) && frame.ends()) {
                return new Answer(
                        Integer.parseInt(head.status().toString()),
                        head,
                        body.toString(StandardCharsets.ISO_8859_1),
                        trailers);
            }
        }
    }

    /** The code with which the gateway ends the connection; -1 if it just closes it. */
    int goAway() throws IOException {
        int code = -1;
        for (Frame frame = nextOrEnd(); frame != null; frame = nextOrEnd()) {
            if (frame.type() == GOAWAY) {
                code = frame.error();
            }
        }
        return code;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
