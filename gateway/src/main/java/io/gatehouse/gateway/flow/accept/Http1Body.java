package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request's body on an HTTP/1 connection.
 *
 * <pre>
 * UNTAKEN --readTo--> FLOWING &lt;--pause/resume--> PAUSED
 *   any of these      --last byte--> COMPLETE
 *                     --client gone, malformed--> BROKEN
 *                     --reply ended first--> DISCARDING --last byte--> COMPLETE
 * </pre>
 */
final class Http1Body implements RequestBody {
    private enum State {
        UNTAKEN,
        FLOWING,
        PAUSED,
        DISCARDING,
        COMPLETE,
        BROKEN
    }

    /** More than this of an unwanted body costs more than a new connection. */
    private static final long MOST_DISCARDED = 256 * 1024;

    private final Http1Connection connection;
    private final long declared;
    private State state;
    private long discarded;
    private @Nullable Sink sink;
    private @Nullable Throwable cause;

    Http1Body(Http1Connection connection, long declared) {
        this.connection = connection;
        this.declared = declared;
        state = declared == 0 ? State.COMPLETE : State.UNTAKEN;
    }

    @Override
    public boolean isEmpty() {
        return declared == 0;
    }

    @Override
    public long declaredLength() {
        return declared;
    }

    @Override
    public void readTo(Sink taker) {
        if (sink != null) {
            throw new IllegalStateException("the body is already taken");
        }
        sink = taker;
        switch (state) {
            case UNTAKEN -> {
                state = State.FLOWING;
                connection.bodyWanted();
            }
            case COMPLETE -> taker.end(EmptyHttpHeaders.INSTANCE);
            case BROKEN -> taker.failed(Objects.requireNonNull(cause));
            default -> throw new IllegalStateException("the body is discarded, as the reply has ended");
        }
    }

    @Override
    public void pause() {
        if (state == State.FLOWING) {
            state = State.PAUSED;
            connection.bodyPaused();
        }
    }

    @Override
    public void resume() {
        if (state == State.PAUSED) {
            state = State.FLOWING;
            connection.bodyWanted();
        }
    }

    /** After a switch of protocols the connection's bytes are this body, until it closes. */
    void reopen() {
        state = State.UNTAKEN;
    }

    boolean isComplete() {
        return state == State.COMPLETE;
    }

    /** It is the client's turn to send. */
    boolean isAwaited() {
        return state == State.FLOWING || state == State.DISCARDING;
    }

    boolean isUntaken() {
        return state == State.UNTAKEN;
    }

    /** Whether what is still to come may be discarded, rather than the connection closed. */
    boolean isCheapToDiscard() {
        return declared <= MOST_DISCARDED;
    }

    void discard() {
        state = State.DISCARDING;
        connection.bodyWanted();
    }

    void data(ByteBuf chunk) {
        if (state == State.FLOWING || state == State.PAUSED) {
            Objects.requireNonNull(sink).data(chunk);
            return;
        }
        discarded += chunk.readableBytes();
        chunk.release();
        if (discarded > MOST_DISCARDED && state == State.DISCARDING) {
            connection.tooMuchToDiscard();
        }
    }

    void end(HttpHeaders trailers) {
        boolean awaited = state == State.FLOWING || state == State.PAUSED;
        state = State.COMPLETE;
        if (awaited) {
            Objects.requireNonNull(sink).end(Trailers.permitted(trailers));
        }
    }

    void fail(Throwable because) {
        if (state == State.COMPLETE || state == State.BROKEN) {
            return;
        }
        boolean awaited = state == State.FLOWING || state == State.PAUSED;
        state = State.BROKEN;
        cause = because;
        if (awaited) {
            Objects.requireNonNull(sink).failed(because);
        }
    }
}
