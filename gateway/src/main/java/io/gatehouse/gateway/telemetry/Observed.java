package io.gatehouse.gateway.telemetry;

import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/** A reply that notes what becomes of its exchange, tells the log once it has ended, and names the request to the client where that is configured. */
public final class Observed implements Reply, Runnable {
    /** How an exchange ended. */
    enum End {
        COMPLETE,
        /** We broke the answer off. */
        ABORTED,
        /** The client went away before the answer's end. */
        LEFT
    }

    private static final int CLIENT_CLOSED_REQUEST = 499;

    private final Exchange exchange;
    private final Reply reply;
    private final @Nullable AccessLog log;
    private final @Nullable String requestId;
    private final @Nullable String tls;
    private final long began = System.nanoTime();
    private final boolean headOnly;
    private int status;
    private long bytesIn;
    private long bytesOut;
    private long took;
    private @Nullable End end;
    private @Nullable String server;
    private @Nullable String verdict;
    private @Nullable Runnable whenGone;

    /**
     * @param log null: none is kept
     * @param requestId header that names the request to its client; null: none does
     */
    Observed(Exchange exchange, @Nullable AccessLog log, @Nullable String requestId) {
        this.exchange = exchange;
        this.reply = exchange.reply();
        this.log = log;
        this.requestId = requestId;
        tls = reply.tlsVersion();
        headOnly = exchange.head().method().equals("HEAD");
    }

    /** Listens for the client's leaving; not in the constructor, since it may have left already. */
    Observed start() {
        reply.whenGone(this);
        return this;
    }

    Exchange exchange() {
        return exchange;
    }

    /** As sent; 499 when the client left before there was one. */
    int status() {
        return status == 0 ? CLIENT_CLOSED_REQUEST : status;
    }

    long bytesIn() {
        return bytesIn;
    }

    long bytesOut() {
        return bytesOut;
    }

    long tookMicros() {
        return took / 1_000;
    }

    End end() {
        return end == null ? End.LEFT : end;
    }

    @Nullable
    String server() {
        return server;
    }

    @Nullable
    String verdict() {
        return verdict;
    }

    void received(int bytes) {
        bytesIn += bytes;
    }

    private void finish(End how) {
        if (end == null) {
            end = how;
            took = System.nanoTime() - began;
            if (log != null) {
                log.ended(this);
            }
        }
    }

    private HttpHeaders named(HttpHeaders headers) {
        return requestId == null
                ? headers
                : new DefaultHttpHeaders().set(headers).set(requestId, exchange.requestId(requestId));
    }

    @Override
    public EventLoop eventLoop() {
        return reply.eventLoop();
    }

    @Override
    public void informational(HttpResponseStatus informational, HttpHeaders headers) {
        reply.informational(informational, headers);
    }

    @Override
    public void begin(HttpResponseStatus begun, HttpHeaders headers) {
        status = begun.code();
        reply.begin(begun, named(headers));
    }

    @Override
    public void switchProtocols(HttpHeaders headers) {
        status = HttpResponseStatus.SWITCHING_PROTOCOLS.code();
        reply.switchProtocols(named(headers));
    }

    @Override
    public void write(ByteBuf chunk) {
        bytesOut += headOnly ? 0 : chunk.readableBytes();
        reply.write(chunk);
    }

    @Override
    public void flush() {
        reply.flush();
    }

    /** Told to the log first: the next request of the connection may begin at once. */
    @Override
    public void end(HttpHeaders trailers) {
        finish(End.COMPLETE);
        reply.end(trailers);
    }

    @Override
    public void abort() {
        finish(End.ABORTED);
        reply.abort();
    }

    @Override
    public boolean hasBegun() {
        return reply.hasBegun();
    }

    @Override
    public boolean isWritable() {
        return reply.isWritable();
    }

    @Override
    public void whenWritable(Runnable listener) {
        reply.whenWritable(listener);
    }

    @Override
    public void whenGone(Runnable listener) {
        if (end == End.LEFT) {
            listener.run();
        } else {
            whenGone = listener;
        }
    }

    /** The client has gone. */
    @Override
    public void run() {
        finish(End.LEFT);
        Runnable listener = whenGone;
        whenGone = null;
        if (listener != null) {
            listener.run();
        }
    }

    @Override
    public String protocol() {
        return reply.protocol();
    }

    @Override
    public @Nullable String tlsVersion() {
        return tls;
    }

    @Override
    public void servedBy(String name) {
        server = name;
    }

    @Override
    public void judged(String what) {
        verdict = what;
    }
}
