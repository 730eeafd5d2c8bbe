package io.gatehouse.gateway.flow.respond.forward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/** Hands what a link receives to the wires that it is for. */
final class Http2Frames extends Http2FrameAdapter {
    private final Http2Link link;

    Http2Frames(Http2Link link) {
        this.link = link;
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
        link.settled();
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext context, int id, Http2Headers headers, int padding, boolean end) {
        Http2Wire wire = link.wire(id);
        if (wire != null) {
            wire.headers(headers, end);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int id,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end) {
        onHeadersRead(context, id, headers, padding, end);
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean end) {
        int bytes = data.readableBytes() + padding;
        Http2Wire wire = link.wire(id);
        if (wire == null) {
            return bytes;
        }
        link.feed(wire);
        return wire.data(data.retain(), bytes, end);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext context, int id, long code) {
        Http2Wire wire = link.wire(id);
        if (wire != null) {
            wire.reset(code);
        }
    }
}
