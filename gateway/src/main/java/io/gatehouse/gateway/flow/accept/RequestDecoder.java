package io.gatehouse.gateway.flow.accept;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's request decoder behind a gate. Each head must satisfy {@link HeadBytes} before Netty parses it; what does not comes out as a {@link Refusal}. And
 * nothing is decoded while the gate is held: after each head until its body is wanted, and after each request until the next one's turn has come. What a client
 * sends meanwhile waits as bytes, and past a bound in its own socket.
 */
final class RequestDecoder extends HttpRequestDecoder {
    /** Bytes that may wait here before we stop reading: a few pipelined requests. */
    private static final int MOST_WAITING = 16 * 1024;

    private final HeadBytes head;
    private boolean inBody;
    private boolean held;
    private boolean decoding;
    private ChannelHandlerContext ctx;

    @SuppressWarnings("NullAway.Init") // Netty hands the context over in handlerAdded, before anything else happens
    RequestDecoder(int headLimit) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(headLimit)
                .setMaxHeaderSize(headLimit)
                .setMaxChunkSize(64 * 1024));
        head = new HeadBytes(headLimit);
    }

    /** Some of a head came, but not all. */
    boolean isMidHead() {
        return !inBody && head.size() > 0;
    }

    boolean hasWaiting() {
        return actualReadableBytes() > 0;
    }

    void hold() {
        held = true;
    }

    /** Goes on with what waits and with what comes. */
    void proceed() throws Exception {
        if (!held) {
            return;
        }
        held = false;
        ctx.channel().config().setAutoRead(true);
        if (!decoding && hasWaiting()) {
            channelRead(ctx, Unpooled.EMPTY_BUFFER);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        ctx = added;
        super.handlerAdded(added);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object input) throws Exception {
        boolean outermost = !decoding;
        decoding = true;
        try {
            super.channelRead(context, input);
        } finally {
            if (outermost) {
                decoding = false;
            }
        }
        if (held && actualReadableBytes() > MOST_WAITING) {
            context.channel().config().setAutoRead(false);
        }
    }

    /** Netty's would ask for more bytes whenever the last ones made no message, which is just what a held gate must not do. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (held) {
            context.fireChannelReadComplete();
        } else {
            super.channelReadComplete(context);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (held || (!inBody && !readHead(in, out))) {
            return;
        }
        super.decode(context, in, out);
        if (!out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent) {
            inBody = false;
            held = true;
        }
    }

    /** True when a whole, clean head lies before us. */
    private boolean readHead(ByteBuf in, List<Object> out) {
        in.forEachByte(in.readerIndex() + head.size(), in.readableBytes() - head.size(), head);
        Refusal refusal = head.refusal();
        if (refusal != null) {
            in.skipBytes(in.readableBytes());
            held = true;
            out.add(refusal);
            return false;
        }
        if (!head.isComplete()) {
            return false;
        }
        head.reset();
        inBody = true;
        held = true;
        return true;
    }
}
