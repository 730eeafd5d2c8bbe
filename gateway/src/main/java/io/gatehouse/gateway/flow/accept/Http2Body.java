package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A request's body on an HTTP/2 stream. The stream's window is the bound on what may wait here: it is opened again only by what a taker that is not paused was given.
 *
 * <pre>
 * UNTAKEN --readTo--> FLOWING &lt;--pause/resume--> PAUSED
 *   any of these      --END_STREAM--> COMPLETE       (UNTAKEN: once taken)
 *                     --stream closed--> BROKEN
 * </pre>
 */
final class Http2Body implements RequestBody {
    private enum State {
        UNTAKEN,
        FLOWING,
        PAUSED,
        COMPLETE,
        BROKEN
    }

    private final long declared;
    private final IntConsumer consume;
    private final Runnable taken;
    private final Deque<ByteBuf> waiting = new ArrayDeque<>(0);
    private State state = State.UNTAKEN;
    private boolean wholeArrived;
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private int unconsumed;
    private @Nullable Sink sink;

    /**
     * @param declared bytes; -1: unknown
     * @param consume gives bytes of the window back to the client
     * @param taken told when somebody begins to take the body
     */
    Http2Body(long declared, IntConsumer consume, Runnable taken) {
        this.declared = declared;
        this.consume = consume;
        this.taken = taken;
        wholeArrived = declared == 0;
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
        if (state == State.BROKEN) {
            taker.failed(new ClosedChannelException());
            return;
        }
        state = State.FLOWING;
        taken.run();
        deliver();
    }

    @Override
    public void pause() {
        if (state == State.FLOWING) {
            state = State.PAUSED;
        }
    }

    @Override
    public void resume() {
        if (state == State.PAUSED) {
            state = State.FLOWING;
            deliver();
        }
    }

    /** It is the client's turn to send. */
    boolean isAwaited() {
        return state == State.FLOWING && !wholeArrived;
    }

    boolean hasArrived() {
        return wholeArrived;
    }

    /** Takes ownership. */
    void data(ByteBuf chunk) {
        if (state == State.COMPLETE || state == State.BROKEN) {
            consume.accept(chunk.readableBytes());
            chunk.release();
            return;
        }
        unconsumed += chunk.readableBytes();
        waiting.add(chunk);
        deliver();
    }

    /** END_STREAM. */
    void end(HttpHeaders after) {
        wholeArrived = true;
        trailers = after;
        deliver();
    }

    private void deliver() {
        while (state == State.FLOWING && !waiting.isEmpty()) {
            Objects.requireNonNull(sink).data(waiting.remove());
        }
        if (state == State.FLOWING && wholeArrived) {
            state = State.COMPLETE;
            Objects.requireNonNull(sink).end(Trailers.permitted(trailers));
        }
        if (waiting.isEmpty() && unconsumed > 0 && (state == State.FLOWING || state == State.COMPLETE)) {
            int taken = unconsumed;
            unconsumed = 0;
            consume.accept(taken);
        }
    }

    /** The stream is closed, or nobody will take what comes. */
    void fail(Throwable cause) {
        if (state == State.COMPLETE || state == State.BROKEN) {
            return;
        }
        boolean awaited = state != State.UNTAKEN;
        state = State.BROKEN;
        while (!waiting.isEmpty()) {
            waiting.remove().release();
        }
        if (unconsumed > 0) {
            int lost = unconsumed;
            unconsumed = 0;
            consume.accept(lost); // the connection's window must not shrink with each stream that ends so
        }
        if (awaited) {
            Objects.requireNonNull(sink).failed(cause);
        }
    }
}
