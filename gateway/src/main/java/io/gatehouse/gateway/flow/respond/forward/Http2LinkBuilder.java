package io.gatehouse.gateway.flow.respond.forward;

import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;

/** What we tell servers about ourselves, and how we count. */
final class Http2LinkBuilder extends AbstractHttp2ConnectionHandlerBuilder<Http2Link, Http2LinkBuilder> {
    private static final int STREAM_WINDOW = 256 * 1024;

    private final OriginServer server;

    Http2LinkBuilder(OriginServer server) {
        this.server = server;
        DefaultHttp2Connection connection = new DefaultHttp2Connection(false, 0);
        connection
                .local()
                .flowController(new DefaultHttp2LocalFlowController(
                        connection, DefaultHttp2LocalFlowController.DEFAULT_WINDOW_UPDATE_RATIO, true));
        connection(connection);
        initialSettings(Http2Settings.defaultSettings()
                .pushEnabled(false)
                .initialWindowSize(STREAM_WINDOW)
                .maxHeaderListSize(Greeting.LARGEST_HEAD));
        gracefulShutdownTimeoutMillis(0);
    }

    @Override
    protected Http2Link build() {
        return super.build();
    }

    @Override
    protected Http2Link build(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
        return new Http2Link(decoder, encoder, settings, server);
    }
}
