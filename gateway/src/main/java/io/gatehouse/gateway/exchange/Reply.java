package io.gatehouse.gateway.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * The way back to the client, whatever protocol it speaks. Calls come on {@link #eventLoop} and in the order {@code informational* begin write* end}, or
 * {@code abort} at any time. Framing, HEAD, keep-alive and connection headers are the reply's own business: headers given to {@link #begin} are end-to-end ones, of
 * which a {@code Content-Length} is believed, and without one the length is left open (chunked). After the client has gone all calls are harmless.
 */
public interface Reply {

    EventLoop eventLoop();

    /** A 1xx answer on the way, 101 excepted. */
    void informational(HttpResponseStatus status, HttpHeaders headers);

    void begin(HttpResponseStatus status, HttpHeaders headers);

    /** Takes ownership of the chunk. Does not flush. */
    void write(ByteBuf chunk);

    void flush();

    /** Completes the answer and flushes. */
    void end(HttpHeaders trailers);

    /** Breaks off: the client must not take what it got for the whole. */
    void abort();

    /**
     * Accepts the client's Upgrade in place of {@link #begin}. From then on {@link RequestBody#readTo} gives what the client sends, {@link #write} takes what it is to get,
     * both unframed, and {@link #end} closes.
     *
     * @param headers of the 101 answer, {@code Upgrade} among them
     */
    default void switchProtocols(HttpHeaders headers) {
        throw new UnsupportedOperationException("this client's protocol cannot be switched");
    }

    /** What the client speaks, as logs write it. */
    default String protocol() {
        return "HTTP/1.1";
    }

    /** The version of TLS that the connection uses, such as {@code TLSv1.3}; null without TLS. */
    default @Nullable String tlsVersion() {
        return null;
    }

    /** For who accompanies the exchange: a server of the application has it now. */
    default void servedBy(String server) {}

    /** For who accompanies the exchange: what was decided of the sign-in that it is. */
    default void judged(String verdict) {}

    boolean hasBegun();

    /** False while the client reads more slowly than we write. */
    boolean isWritable();

    /** Called each time {@link #isWritable} becomes true again; one listener. */
    void whenWritable(Runnable listener);

    /** Called once if the client goes away before the end; one listener. */
    void whenGone(Runnable listener);

    /** A whole small answer at once. */
    default void send(HttpResponseStatus status, HttpHeaders headers, byte[] body) {
        HttpHeaders complete = new DefaultHttpHeaders().set(headers).set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        begin(status, complete);
        if (body.length > 0) {
            write(Unpooled.wrappedBuffer(body));
        }
        end(EmptyHttpHeaders.INSTANCE);
    }
}
