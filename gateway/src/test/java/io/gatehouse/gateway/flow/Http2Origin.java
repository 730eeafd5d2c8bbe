package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.exchange.Transport;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An application that speaks HTTP/2 without TLS, and answers each stream as its test says. */
final class Http2Origin implements Closeable {
    /** A stream from its head on; what follows is added as it comes. */
    static final class Call {
        final int connection;
        final Http2Headers head;
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        volatile @Nullable Http2Headers trailers;
        volatile @Nullable Http2Error reset;
        private final ChannelHandlerContext ctx;

        private Call(int connection, Http2Headers head, ChannelHandlerContext ctx) {
            this.connection = connection;
            this.head = head;
            this.ctx = ctx;
        }

        String path() {
            return String.valueOf(head.path());
        }

        /** @param pairs name, value, name, value … */
        Call headers(boolean end, String... pairs) {
            Http2Headers headers = new DefaultHttp2Headers(false);
            for (int i = 0; i < pairs.length; i += 2) {
                headers.add(pairs[i], pairs[i + 1]);
            }
            ctx.writeAndFlush(new DefaultHttp2HeadersFrame(headers, end));
            return this;
        }

        Call data(byte[] bytes, boolean end) {
            ctx.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes), end));
            return this;
        }

        Call data(String text, boolean end) {
            return data(text.getBytes(StandardCharsets.US_ASCII), end);
        }

        void reset(Http2Error error) {
            ctx.writeAndFlush(new DefaultHttp2ResetFrame(error));
        }

        /** The connection takes no more, and did nothing with this call. */
        void goAwayBefore() {
            // As bytes: the codec would count this call among those that it sees to.
            ctx.channel()
                    .parent()
                    .pipeline()
                    .firstContext()
                    .writeAndFlush(
                            Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("0000080700000000000000000000000000")));
        }

        void closeConnection() {
            ctx.channel().parent().close();
        }
    }

    /** What is done once a request's head is there, or all of it. */
    @FunctionalInterface
    interface Answer {
        void to(Call call);
    }

    private final Transport transport = Transport.start(1, Transport.Kind.AUTO);
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Channel server;

    private Http2Origin(Http2Settings settings, boolean atHead, Answer answer, @Nullable SslContext tls) {
        server = transport
                .listening()
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        int number = connections.incrementAndGet();
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline()
                                .addLast(Http2FrameCodecBuilder.forServer()
                                        .initialSettings(settings)
                                        .build());
                        channel.pipeline().addLast(new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel stream) {
                                stream.pipeline().addLast(new Stream(number, atHead, answer));
                            }
                        }));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    /** Answers whole requests. */
    static Http2Origin that(Answer answer) {
        return new Http2Origin(Http2Settings.defaultSettings(), false, answer, null);
    }

    static Http2Origin thatAnswersHeads(Answer answer) {
        return new Http2Origin(Http2Settings.defaultSettings(), true, answer, null);
    }

    static Http2Origin with(Http2Settings settings, Answer answer) {
        return new Http2Origin(settings, false, answer, null);
    }

    static Http2Origin withTls(SslContext tls, Answer answer) {
        return new Http2Origin(Http2Settings.defaultSettings(), false, answer, tls);
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        transport.close();
    }

    private final class Stream extends ChannelInboundHandlerAdapter {
        private final int connection;
        private final boolean atHead;
        private final Answer answer;
        private @Nullable Call call;

        Stream(int connection, boolean atHead, Answer answer) {
            this.connection = connection;
            this.atHead = atHead;
            this.answer = answer;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            try {
                if (message instanceof Http2HeadersFrame headers) {
                    headers(ctx, headers);
                } else if (message instanceof Http2DataFrame data && call != null) {
                    byte[] bytes = new byte[data.content().readableBytes()];
                    data.content().readBytes(bytes);
                    call.body.writeBytes(bytes);
                    whole(call, data.isEndStream());
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        private void headers(ChannelHandlerContext ctx, Http2HeadersFrame frame) {
            if (call != null) {
                call.trailers = frame.headers();
                whole(call, true);
                return;
            }
            Call begun = new Call(connection, frame.headers(), ctx);
            call = begun;
            calls.add(begun);
            if (atHead) {
                answer.to(begun);
            }
            whole(begun, frame.isEndStream());
        }

        private void whole(Call done, boolean ended) {
            if (ended && !atHead) {
                answer.to(done);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof Http2ResetFrame reset && call != null) {
                call.reset = Http2Error.valueOf(reset.errorCode());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
