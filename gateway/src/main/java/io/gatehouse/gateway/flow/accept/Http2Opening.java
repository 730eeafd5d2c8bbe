package io.gatehouse.gateway.flow.accept;

import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/** What a client's HTTP/2 connection begins with: the settings it is told, and Netty's own bounds, which are a second line behind {@link FrameMeter}. */
final class Http2Opening extends AbstractHttp2ConnectionHandlerBuilder<Http2Multiplexer, Http2Opening> {
    private final Intake intake;

    private final Peer peer;

    private Http2Opening(Intake intake, Peer peer) {
        this.intake = intake;
        this.peer = peer;
    }

    static Http2Multiplexer connection(Intake intake, Peer peer) {
        DefaultHttp2Connection connection = new DefaultHttp2Connection(true, 0);
        connection
                .remote()
                .flowController(
                        new DefaultHttp2RemoteFlowController(connection, new UniformStreamByteDistributor(connection)));
        return new Http2Opening(intake, peer)
                .connection(connection)
                .initialSettings(new Http2Settings()
                        .maxConcurrentStreams(intake.limits().streams())
                        .maxHeaderListSize(intake.limits().header())
                        .initialWindowSize(64 * 1024 - 1))
                .validateHeaders(true)
                .decoderEnforceMaxSmallContinuationFrames(8)
                .build();
    }

    @Override
    protected Http2Multiplexer build(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
        Http2Multiplexer multiplexer = new Http2Multiplexer(intake, peer, decoder, encoder, settings);
        frameListener(multiplexer.frames());
        return multiplexer;
    }
}
