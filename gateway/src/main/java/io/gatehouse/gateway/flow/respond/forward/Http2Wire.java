package io.gatehouse.gateway.flow.respond.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One call on a {@link Http2Link}: a stream. Ends once: with the answer's end, a reset from either side, or the link's end. The server gets room for more of its answer as the client takes what has come.
 */
final class Http2Wire implements Wire {
    private static final long NEVER = Long.MAX_VALUE / 2;

    private final Http2Link link;
    private final OriginCall call;
    private final boolean kept;
    private final boolean secure;
    private @Nullable Http2Stream stream;
    private boolean requestEnded;
    private boolean begun;
    private boolean done;
    private boolean linkEnded;
    private boolean paused;
    private int owed;
    private boolean bodiless;
    private long expected = -1;
    private long received;
    private final long sentAt = System.nanoTime();
    private long deadline = sentAt + NEVER;

    Http2Wire(Http2Link link, OriginCall call, boolean kept) {
        this.link = link;
        this.call = call;
        this.kept = kept;
        secure = link.server().isSecure();
    }

    @Override
    public String server() {
        return link.server().toString();
    }

    private long answer() {
        Duration own = call.silence();
        return own == null ? link.server().waits().answer() : own.toNanos();
    }

    @Override
    public void send(OriginCall sent) {
        byte[] whole = sent.body();
        boolean end = whole != null && whole.length == 0;
        stream = link.open(this, Http2Heads.request(sent.request(), secure), end);
        if (stream == null) {
            broken(
                    UpstreamFailure.broken(link.server() + " takes no more calls on this connection", null),
                    Reach.UNSENT);
            return;
        }
        if (whole != null && !end) {
            writeData(Unpooled.wrappedBuffer(whole), true);
        }
        requestEnded = whole != null;
        if (requestEnded) {
            expect(answer());
        }
        link.flushSoon();
    }

    private void writeData(ByteBuf data, boolean end) {
        ChannelHandlerContext ctx = link.context();
        if (stream == null || done) {
            data.release();
        } else {
            link.encoder().writeData(ctx, stream.id(), data, 0, end, ctx.newPromise());
            link.flushSoon();
        }
    }

    @Override
    public void write(ByteBuf chunk) {
        writeData(chunk, false);
        if (!isWritable()) {
            expect(answer());
        }
    }

    @Override
    public void endRequest(HttpHeaders trailers) {
        requestEnded = true;
        ChannelHandlerContext ctx = link.context();
        if (trailers.isEmpty()) {
            writeData(Unpooled.EMPTY_BUFFER, true);
        } else if (stream != null && !done) {
            link.encoder().writeHeaders(ctx, stream.id(), Http2Heads.fields(trailers), 0, true, ctx.newPromise());
            link.flushSoon();
        }
        expect(begun ? link.server().waits().between() : answer());
    }

    @Override
    public boolean isWritable() {
        return stream != null && link.encoder().flowController().isWritable(stream);
    }

    void writabilityChanged() {
        if (!done && !requestEnded && isWritable()) {
            never();
            call.listener().writable();
        }
    }

    @Override
    public void pauseAnswer() {
        paused = true;
        never();
    }

    @Override
    public void resumeAnswer() {
        if (!paused || done || stream == null) {
            return;
        }
        paused = false;
        expect(link.server().waits().between());
        try {
            int bytes = owed;
            owed = 0;
            if (link.connection().local().flowController().consumeBytes(stream, bytes)) {
                link.flushSoon();
            }
        } catch (Http2Exception e) {
            link.breakOff("broke the rules of HTTP/2: " + e.getMessage());
        }
    }

    @Override
    public void cancel() {
        done = true;
        giveUp(Http2Error.CANCEL);
    }

    private void giveUp(Http2Error why) {
        if (stream != null) {
            link.reset(stream, why);
        }
    }

    @Override
    public boolean wasKept() {
        return kept && linkEnded;
    }

    private void expect(long nanos) {
        deadline = System.nanoTime() + nanos;
    }

    private void never() {
        expect(NEVER);
    }

    void expireIfOverdue(long now) {
        if (done || now - deadline <= 0) {
            return;
        }
        boolean silent = link.isSilentSince(sentAt);
        broken(UpstreamFailure.late(link.server() + " was silent for too long"), begun ? Reach.ANSWERED : Reach.SENT);
        giveUp(Http2Error.CANCEL);
        if (silent) {
            link.breakOff("was silent for too long");
        }
    }

    void headers(Http2Headers headers, boolean end) {
        if (done) {
            return;
        }
        try {
            if (begun) {
                trailers(headers, end);
            } else {
                head(headers, end);
            }
        } catch (IllegalArgumentException e) {
            malformed(String.valueOf(e.getMessage()));
        }
    }

    private void head(Http2Headers headers, boolean end) {
        int code = Http2Heads.status(headers);
        HttpHeaders fields = Http2Heads.answer(headers, false);
        if (code < 200) {
            if (end || code == 101) {
                throw new IllegalArgumentException("it answered with status " + code);
            }
            if (code != 100) {
                call.listener().informational(HttpResponseStatus.valueOf(code), fields);
            }
            return;
        }
        expected = Http2Heads.length(fields);
        bodiless = code == 204 || code == 304 || call.request().method().name().equals("HEAD");
        begun = true;
        expect(link.server().waits().between());
        call.answered(code);
        call.listener().begin(HttpResponseStatus.valueOf(code), fields);
        if (end && !done) {
            finish(EmptyHttpHeaders.INSTANCE);
        }
    }

    private void trailers(Http2Headers headers, boolean end) {
        if (!end) {
            throw new IllegalArgumentException("it answered twice");
        }
        finish(Http2Heads.answer(headers, true));
    }

    /** Returns how many of the bytes the server may replace at once. */
    int data(ByteBuf data, int bytes, boolean end) {
        if (done) {
            data.release();
            return bytes;
        }
        received += data.readableBytes();
        if (!begun || (bodiless && received > 0) || (expected >= 0 && received > expected)) {
            data.release();
            malformed("it sent more than its head announced");
            return bytes;
        }
        expect(link.server().waits().between());
        if (data.isReadable()) {
            call.listener().data(data);
        } else {
            data.release();
        }
        if (end && !done) {
            finish(EmptyHttpHeaders.INSTANCE);
        }
        if (paused && !done) {
            never();
            owed += bytes;
            return 0;
        }
        return bytes;
    }

    /** What a read brought has been handed on. */
    void fed() {
        if (!done) {
            call.listener().pauseForBreath();
        }
    }

    private void finish(HttpHeaders trailers) {
        if (!bodiless && expected >= 0 && received != expected) {
            malformed("it sent " + received + " of " + expected + " bytes");
            return;
        }
        done = true;
        call.ended();
        if (!requestEnded) {
            giveUp(Http2Error.CANCEL);
        }
        call.listener().end(trailers);
    }

    private void malformed(String what) {
        broken(link.server() + " broke the rules of HTTP/2: " + what);
        giveUp(Http2Error.PROTOCOL_ERROR);
    }

    void reset(long code) {
        Http2Error error = Http2Error.valueOf(code);
        Reach reach = error == Http2Error.REFUSED_STREAM && !begun ? Reach.UNSENT : begun ? Reach.ANSWERED : Reach.SENT;
        broken(UpstreamFailure.broken(link.server() + " gave the request up: " + error, null), reach);
    }

    /** The server will do nothing with streams after the last. */
    void goneAway(int last) {
        if (stream != null && stream.id() > last) {
            broken(UpstreamFailure.broken(link.server() + " ended the connection", null), Reach.UNSENT);
        }
    }

    /** Its stream, or the whole link, has ended. */
    void closed() {
        linkEnded = !link.context().channel().isActive();
        broken(link.fault());
    }

    void broken(String why) {
        broken(UpstreamFailure.broken(why, null), begun ? Reach.ANSWERED : Reach.SENT);
    }

    private void broken(UpstreamFailure failure, Reach reach) {
        if (!done) {
            done = true;
            call.broken(this, failure, reach);
        }
    }
}
