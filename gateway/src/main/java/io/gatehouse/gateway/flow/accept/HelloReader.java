package io.gatehouse.gateway.flow.accept;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Arrays;

/**
 * Reads a connection's ClientHello on its way to whoever does the handshake, and leaves when it has it, or when what comes is none. Changes and holds back nothing: records may divide the message, and reads the records,
 * as they like. What it copies is the message, {@value #LARGEST} bytes at most.
 */
final class HelloReader extends ChannelInboundHandlerAdapter {
    private static final int LARGEST = 16 * 1024;
    private static final int RECORD_HEAD = 5;
    private static final int MESSAGE_HEAD = 4;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    /** Room for a hello as most clients send it, post-quantum key included. */
    private static final int USUAL = 2 * 1024;

    private byte[] message = new byte[0];
    private int length;
    private int headBytes;
    private int recordLength;
    private int recordLeft;
    private boolean done;
    private String ja4 = "";

    /** Empty until a ClientHello came, and for good where none did. */
    String ja4() {
        return ja4;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        if (!done && read instanceof ByteBuf bytes) {
            look(bytes);
        }
        if (done) {
            message = new byte[0];
            context.pipeline().remove(this);
        }
        context.fireChannelRead(read);
    }

    private void look(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex() && !done) {
            if (recordLeft == 0) {
                done = !recordHead(bytes.getUnsignedByte(at++));
            } else {
                int part = Math.min(recordLeft, bytes.writerIndex() - at);
                recordLeft -= part;
                take(bytes, at, part);
                at += part;
            }
        }
    }

    /** One byte of a record's head: type, version (two bytes), length (two bytes). False if this can be no ClientHello. */
    private boolean recordHead(int b) {
        switch (headBytes++) {
            case 0 -> {
                return b == HANDSHAKE;
            }
            case 1 -> {
                return b == 3;
            }
            case 3 -> recordLength = b << 8;
            case RECORD_HEAD - 1 -> {
                recordLeft = recordLength | b;
                headBytes = 0;
                return recordLeft > 0 && recordLeft <= LARGEST;
            }
            default -> {}
        }
        return true;
    }

    private void take(ByteBuf bytes, int at, int part) {
        int wanted = Math.min(part, wanted() - length);
        if (message.length < length + wanted) {
            message = Arrays.copyOf(message, Math.min(LARGEST, Math.max(USUAL, length + wanted)));
        }
        bytes.getBytes(at, message, length, wanted);
        length += wanted;
        if (length < MESSAGE_HEAD) {
            return;
        }
        int whole = wanted();
        if (message[0] != CLIENT_HELLO || whole > LARGEST) {
            done = true;
        } else if (length == whole) {
            ja4 = Ja4.of(Arrays.copyOfRange(message, MESSAGE_HEAD, whole));
            done = true;
        } else if (wanted < part) {
            take(bytes, at + wanted, part - wanted);
        }
    }

    /** How much of the message there must be before more can be said: its head, then all of it. */
    private int wanted() {
        return length < MESSAGE_HEAD
                ? MESSAGE_HEAD
                : MESSAGE_HEAD + ((message[1] & 0xff) << 16 | (message[2] & 0xff) << 8 | (message[3] & 0xff));
    }
}
