package io.gatehouse.gateway.flow.accept;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.util.List;

/**
 * Finds out whether a client without TLS speaks HTTP/2 with prior knowledge: its first 24 bytes tell. Stands in front of an HTTP/1 connection, which watches the time meanwhile, and puts another in its place if
 * need be.
 */
final class PrefaceChoice extends ByteToMessageDecoder {
    private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

    private final Intake intake;
    private final Peer peer;

    PrefaceChoice(Intake intake, Peer peer) {
        this.intake = intake;
        this.peer = peer;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int seen = Math.min(in.readableBytes(), PREFACE.readableBytes());
        if (!ByteBufUtil.equals(in, in.readerIndex(), PREFACE, PREFACE.readerIndex(), seen)) {
            context.pipeline().remove(this);
        } else if (seen == PREFACE.readableBytes()) {
            context.pipeline().get(Http1Connection.class).replaced();
            context.pipeline().addLast("connection", Http2Opening.connection(intake, peer));
            context.pipeline().remove(this);
        }
    }
}
