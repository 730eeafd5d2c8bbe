package io.gatehouse.gateway.flow.respond.forward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection to a server, for many calls at a time. Frames are handed straight to the {@link Http2Wire} of their stream. The windows of streams follow their clients' pace; that of the
 * connection is always refilled, so that one client that reads slowly holds up no other.
 *
 * <pre>
 * connected --SETTINGS--> ready --GOAWAY, error, idle too long--> going: takes no more calls --last call ended--> closed
 * </pre>
 */
final class Http2Link extends Http2ConnectionHandler {
    private static final int CONNECTION_WINDOW = 4 * 1024 * 1024;

    private final OriginServer server;
    private final Http2Connection.PropertyKey key;
    /** Wires that the present read brought something for. */
    private final List<Http2Wire> fed = new ArrayList<>();

    private ChannelHandlerContext ctx;
    private Promise<Void> ready;
    private boolean going;
    private boolean flushing;
    private int calls;
    private long lastRead;
    private long idleSince;
    private String fault = "closed the connection before its answer was complete";

    @SuppressWarnings("NullAway.Init") // Netty hands the context over in handlerAdded, before anything else happens
    Http2Link(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            OriginServer server) {
        super(decoder, encoder, settings);
        this.server = server;
        key = connection().newKey();
        decoder.frameListener(new Http2Frames(this));
        connection().addListener(new Streams());
        encoder.flowController().listener(stream -> {
            Http2Wire wire = wire(stream);
            if (wire != null) {
                wire.writabilityChanged();
            }
        });
    }

    static Http2Link to(OriginServer server) {
        return new Http2LinkBuilder(server).build();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        ctx = added;
        ready = added.executor().newPromise();
        idleSince = System.nanoTime();
        super.handlerAdded(added);
    }

    /** Tells, once the server has said that it speaks HTTP/2, or why it does not; within the time for connecting. */
    void whenReady(Consumer<@Nullable Throwable> then) {
        ready.addListener(done -> then.accept(done.cause()));
        ctx.executor()
                .schedule(
                        () -> refused(new IOException("no SETTINGS in time")),
                        server.waits().connect(),
                        TimeUnit.NANOSECONDS);
    }

    private void refused(Throwable cause) {
        if (ready.tryFailure(cause)) {
            ctx.close();
        }
    }

    /** The server's SETTINGS are here: for the first time, or others. */
    void settled() throws Http2Exception {
        if (ready.isDone()) {
            server.changed(this);
        } else {
            Http2Connection connection = connection();
            connection.local().flowController().incrementWindowSize(connection.connectionStream(), CONNECTION_WINDOW);
            ready.setSuccess(null);
        }
    }

    /** The present read brought something for the wire. */
    void feed(Http2Wire wire) {
        fed.add(wire);
    }

    OriginServer server() {
        return server;
    }

    ChannelHandlerContext context() {
        return ctx;
    }

    boolean hasRoom() {
        return !going && ready.isSuccess() && connection().local().canOpenStream();
    }

    boolean isGoing() {
        return going;
    }

    boolean isIdle() {
        return connection().numActiveStreams() == 0;
    }

    boolean wasUsed() {
        return calls > 0;
    }

    String fault() {
        return server + " " + fault;
    }

    void send(OriginCall call) {
        calls++;
        call.send(new Http2Wire(this, call, calls > 1));
    }

    /** A stream for the wire; null if the connection takes none. */
    @Nullable
    Http2Stream open(Http2Wire wire, Http2Headers head, boolean end) {
        int id = connection().local().incrementAndGetNextStreamId();
        if (id < 0) {
            end();
            return null;
        }
        encoder().writeHeaders(ctx, id, head, 0, end, ctx.newPromise());
        Http2Stream stream = connection().stream(id);
        if (stream != null) {
            stream.setProperty(key, wire);
        }
        return stream;
    }

    /** What is written in one turn of the loop leaves together. */
    void flushSoon() {
        if (!flushing) {
            flushing = true;
            ctx.executor().execute(() -> {
                flushing = false;
                flush(ctx);
            });
        }
    }

    /** Gives the stream up. */
    void reset(Http2Stream stream, Http2Error why) {
        resetStream(ctx, stream.id(), why.code(), ctx.newPromise());
        flushSoon();
    }

    /** Nothing came for this long: the server is gone, rather than slow with one call. */
    boolean isSilentSince(long time) {
        return lastRead - time < 0;
    }

    void end() {
        if (!going) {
            going = true;
            server.changed(this);
        }
        if (isIdle()) {
            ctx.close();
        }
    }

    /** Ends at once, and breaks what is under way. */
    void breakOff(String why) {
        fault = why;
        ctx.channel().close();
    }

    void sweep(long now) {
        if (isIdle()) {
            if (now - idleSince > server.keep()) {
                end();
            }
            return;
        }
        wires().forEach(wire -> wire.expireIfOverdue(now));
    }

    private List<Http2Wire> wires() {
        List<Http2Wire> wires = new ArrayList<>(connection().numActiveStreams());
        try {
            connection().forEachActiveStream(stream -> {
                Http2Wire wire = wire(stream);
                if (wire != null) {
                    wires.add(wire);
                }
                return true;
            });
        } catch (Http2Exception e) {
            throw new AssertionError("the visitor throws nothing", e);
        }
        return wires;
    }

    private @Nullable Http2Wire wire(@Nullable Http2Stream stream) {
        return stream == null ? null : stream.getProperty(key);
    }

    @Nullable
    Http2Wire wire(int id) {
        return wire(connection().stream(id));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        lastRead = System.nanoTime();
        super.channelRead(context, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        for (Http2Wire wire : fed) {
            wire.fed();
        }
        fed.clear();
        super.channelReadComplete(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        going = true;
        refused(new IOException("closed the connection"));
        List<Http2Wire> left = wires();
        super.channelInactive(context);
        left.forEach(Http2Wire::closed);
        server.changed(this);
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext context, boolean outbound, Throwable cause, Http2Exception exception) {
        fault = "broke the rules of HTTP/2: " + cause.getMessage();
        going = true;
        refused(cause);
        super.onConnectionError(context, outbound, cause, exception);
        context.channel().close();
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext context,
            boolean outbound,
            Throwable cause,
            Http2Exception.StreamException exception) {
        Http2Wire wire = wire(exception.streamId());
        if (wire != null) {
            wire.broken(server + " broke the rules of HTTP/2: " + cause.getMessage());
        }
        super.onStreamError(context, outbound, cause, exception);
    }

    private final class Streams extends Http2ConnectionAdapter {
        @Override
        public void onGoAwayReceived(int last, long code, ByteBuf debug) {
            going = true;
            for (Http2Wire wire : wires()) {
                wire.goneAway(last);
            }
            // Not from within the frame: the streams that it closes are still being closed.
            ctx.executor().execute(() -> {
                server.changed(Http2Link.this);
                end();
            });
        }

        @Override
        public void onStreamClosed(Http2Stream stream) {
            Http2Wire wire = stream.removeProperty(key);
            ctx.executor().execute(() -> {
                if (wire != null) {
                    wire.closed();
                }
                if (isIdle()) {
                    idleSince = System.nanoTime();
                    if (going) {
                        ctx.close();
                    }
                }
                server.release(Http2Link.this);
            });
        }
    }
}
