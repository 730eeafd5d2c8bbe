package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.UpstreamOptions;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes a new connection to a server speak: in TLS or not, HTTP/1.1 or HTTP/2. Ends with an {@link Http1Connection} or an {@link Http2Link} in the pipeline, or closes. */
final class Greeting extends ChannelInitializer<Channel> {
    static final int LARGEST_HEAD = 64 * 1024;

    private final OriginServer server;
    private final @Nullable SslContext tls;
    private final String name;
    private final int port;
    private final UpstreamOptions.Protocol protocol;

    /**
     * @param tls null: none
     * @param name that the server proves
     */
    Greeting(OriginServer server, @Nullable SslContext tls, String name, int port, UpstreamOptions.Protocol protocol) {
        this.server = server;
        this.tls = tls;
        this.name = name;
        this.port = port;
        this.protocol = protocol;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (tls != null) {
            SslHandler handler = tls.newHandler(channel.alloc(), name, port);
            handler.setHandshakeTimeout(server.waits().connect(), TimeUnit.NANOSECONDS);
            channel.pipeline().addLast(handler);
        }
        if (protocol == UpstreamOptions.Protocol.HTTP_1_1
                || (tls == null && protocol == UpstreamOptions.Protocol.AUTO)) {
            http1(channel.pipeline());
        } else if (tls == null) {
            channel.pipeline().addLast(Http2Link.to(server));
        } else {
            channel.pipeline().addLast(new Agreed());
        }
    }

    private void http1(ChannelPipeline pipeline) {
        AnswerDecoder decoder = new AnswerDecoder();
        pipeline.addLast(decoder);
        pipeline.addLast(new Http1Connection(server, decoder));
    }

    /** Goes on in the protocol that TLS agreed on. */
    private final class Agreed extends ApplicationProtocolNegotiationHandler {
        Agreed() {
            super(ApplicationProtocolNames.HTTP_1_1);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext ctx, String agreed) {
            if (agreed.equals(ApplicationProtocolNames.HTTP_2)) {
                ctx.pipeline().addLast(Http2Link.to(server));
            } else if (protocol == UpstreamOptions.Protocol.AUTO) {
                http1(ctx.pipeline());
            } else {
                ctx.close();
            }
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close(); // the dial is told by the handshake itself
        }
    }
}
