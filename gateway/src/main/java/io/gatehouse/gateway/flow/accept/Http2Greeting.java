package io.gatehouse.gateway.flow.accept;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What an HTTP/2 client says before its first request, as Akamai writes it (Shuster et al., "Passive Fingerprinting of HTTP/2 Clients", 2017): {@code SETTINGS|WINDOW_UPDATE|PRIORITY|pseudo-headers}, like {@code
 * 1:65536;2:0;4:6291456;6:262144|15663105|0|m,a,s,p}. Looks at the bytes on their way to the decoder, in {@value #LARGEST} bytes of them at most, and leaves with the first request.
 */
final class Http2Greeting extends ChannelInboundHandlerAdapter {
    private static final int LARGEST = 1024;
    private static final int PREFACE = 24;
    private static final int HEAD = 9;

    private static final int HEADERS = 1;
    private static final int PRIORITY = 2;
    private static final int SETTINGS = 4;
    private static final int WINDOW_UPDATE = 8;
    private static final int ACK = 0x1;

    private byte[] seen = new byte[256];
    private int length;
    private String frames = "";

    /** The first three parts; empty before the first request, and where they are too long. */
    String frames() {
        return frames;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        if (read instanceof ByteBuf bytes && look(bytes)) {
            seen = new byte[0];
            context.pipeline().remove(this);
        }
        context.fireChannelRead(read);
    }

    /** True once there is nothing more to see. */
    private boolean look(ByteBuf bytes) {
        int part = Math.min(bytes.readableBytes(), LARGEST - length);
        if (seen.length < length + part) {
            seen = Arrays.copyOf(seen, Math.min(LARGEST, 2 * (length + part)));
        }
        bytes.getBytes(bytes.readerIndex(), seen, length, part);
        length += part;
        return read(ByteBuffer.wrap(seen, 0, length)) || length == LARGEST;
    }

    private boolean read(ByteBuffer in) {
        if (in.remaining() < PREFACE) {
            return false;
        }
        in.position(PREFACE);
        StringBuilder settings = new StringBuilder();
        StringBuilder priorities = new StringBuilder();
        long window = 0;
        while (in.remaining() >= HEAD) {
            int size = ((in.getShort() & 0xffff) << 8) | (in.get() & 0xff);
            int type = in.get();
            int flags = in.get();
            int stream = in.getInt() & Integer.MAX_VALUE;
            if (type == HEADERS) {
                frames = settings + "|" + (window == 0 ? "00" : window) + "|"
                        + (priorities.isEmpty() ? "0" : priorities);
                return true;
            }
            if (size > in.remaining()) {
                return false;
            }
            ByteBuffer body = in.slice(in.position(), size);
            in.position(in.position() + size);
            if (type == SETTINGS && (flags & ACK) == 0 && settings.isEmpty()) {
                append(settings, body);
            } else if (type == WINDOW_UPDATE && stream == 0 && window == 0 && size == 4) {
                window = body.getInt() & Integer.MAX_VALUE;
            } else if (type == PRIORITY && size == 5) {
                append(priorities, stream, body);
            }
        }
        return false;
    }

    private static void append(StringBuilder settings, ByteBuffer body) {
        while (body.remaining() >= 6) {
            settings.append(settings.isEmpty() ? "" : ";")
                    .append(body.getShort() & 0xffff)
                    .append(':')
                    .append(body.getInt() & 0xffffffffL);
        }
    }

    /** Stream, exclusive or not, on which it depends, weight. */
    private static void append(StringBuilder priorities, int stream, ByteBuffer body) {
        int dependency = body.getInt();
        priorities
                .append(priorities.isEmpty() ? "" : ",")
                .append(stream)
                .append(dependency < 0 ? ":1:" : ":0:")
                .append(dependency & Integer.MAX_VALUE)
                .append(':')
                .append((body.get() & 0xff) + 1);
    }
}
