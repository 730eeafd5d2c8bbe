package io.gatehouse.gateway.flow.accept;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Counts an HTTP/2 client's frames as they come in, before anything is done with them, and ends a connection that costs more than it asks for.
 *
 * <p>A connection has credit for {@value #MOST} frames. Frames that carry nothing (PING, SETTINGS, WINDOW_UPDATE, RST_STREAM, CONTINUATION, empty DATA …) spend it; requests, bytes moved in either direction and the
 * passing of time restore it. So every flood ends after a bounded number of frames, whatever their kind: rapid reset (CVE-2023-44487), MadeYouReset (CVE-2025-8671), CONTINUATION (CVE-2024-27316), SETTINGS, PING and
 * window games (CVE-2019-9511 to 9518). It looks at frames' nine-byte heads only, wherever the pieces that arrive divide them.
 */
final class FrameMeter extends ChannelInboundHandlerAdapter {
    static final int MOST = 1000;

    private static final int PREFACE = 24;
    private static final int HEAD = 9;
    private static final int PER_SECOND = 50;
    private static final int PER_REQUEST = 4;
    /** A stream that ends in an error, be it the client's doing or our answer to what it did, costs us the work that was under way. */
    private static final int PER_RESET = 10;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int END_STREAM = 0x1;

    private final Runnable exhausted;
    private int credit = MOST;
    private long moved;
    private long restoredAt = System.nanoTime();
    private boolean spent;

    /** Of the frame under way. */
    private int headBytes;

    private int length;
    private int type;
    private int flags;
    /** Bytes that belong to the frame before, or to the connection preface. */
    private int toSkip = PREFACE;

    /** @param exhausted ends the connection; called once */
    FrameMeter(Runnable exhausted) {
        this.exhausted = exhausted;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!spent && message instanceof ByteBuf bytes) {
            count(bytes);
        }
        if (spent) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    private void count(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex() && !spent) {
            if (toSkip > 0) {
                int skipped = Math.min(toSkip, bytes.writerIndex() - at);
                toSkip -= skipped;
                at += skipped;
                continue;
            }
            int b = bytes.getUnsignedByte(at++);
            switch (headBytes) {
                case 0, 1, 2 -> length = (length << 8 | b) & 0xffffff;
                case 3 -> type = b;
                case 4 -> flags = b;
                default -> {}
            }
            if (++headBytes == HEAD) {
                headBytes = 0;
                toSkip = length;
                frame();
            }
        }
    }

    private void frame() {
        switch (type) {
            case DATA -> {
                if (length > 0) {
                    moved(length);
                } else if ((flags & END_STREAM) == 0) {
                    spend(2);
                }
            }
            case HEADERS -> restore(PER_REQUEST);
            case RST_STREAM -> spend(PER_RESET);
            case SETTINGS -> spend(5);
            default -> spend(1);
        }
    }

    /** Of a body or an answer. */
    void moved(int bytes) {
        moved += bytes;
        if (moved >= 1024) {
            restore((int) Math.min(MOST, moved >> 10));
            moved &= 1023;
        }
    }

    /** A stream was ended because of an error. */
    void reset() {
        spend(PER_RESET);
    }

    private void restore(int frames) {
        credit = Math.min(MOST, credit + frames);
    }

    private void spend(int frames) {
        credit -= frames;
        if (credit < 0) {
            long now = System.nanoTime();
            long seconds = Math.min(MOST, (now - restoredAt) / 1_000_000_000L);
            if (seconds > 0) {
                restoredAt = now;
                restore((int) (seconds * PER_SECOND));
            }
        }
        if (credit < 0 && !spent) {
            spent = true;
            exhausted.run();
        }
    }
}
