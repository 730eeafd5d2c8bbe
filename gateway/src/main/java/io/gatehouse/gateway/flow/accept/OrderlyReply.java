package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.exchange.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import org.jspecify.annotations.Nullable;

/**
 * What replies of all protocols have in common: holds an answer to its order and to the length that it announced, and tells its writer how the client keeps up.
 *
 * <pre>
 * NEW --begin--> BEGUN --end--> ENDED
 *  NEW, BEGUN --client gone, abort--> GONE      (whatever is called then is harmless)
 * </pre>
 */
abstract class OrderlyReply implements Reply {
    private enum State {
        NEW,
        BEGUN,
        ENDED,
        GONE
    }

    private static final long OPEN = -1;

    private final boolean headOnly;
    private State state = State.NEW;
    private boolean bodiless;
    private long declared = OPEN;
    private long written;
    private @Nullable Runnable whenWritable;
    private @Nullable Runnable whenGone;

    /** @param headOnly the request was HEAD: lengths are announced, bodies not sent */
    OrderlyReply(boolean headOnly) {
        this.headOnly = headOnly;
    }

    /**
     * The answer's head.
     *
     * @param noContent there is no body, and no length to speak of
     */
    abstract void head(HttpResponseStatus status, HttpHeaders headers, boolean noContent);

    /** A piece of the body. Takes ownership. */
    abstract void piece(ByteBuf chunk);

    abstract void last(HttpHeaders trailers);

    /** What waits to be sent is not wanted any more. */
    abstract void drop();

    /** So that the client cannot take what it got for the whole. */
    abstract void breakOff();

    boolean isNew() {
        return state == State.NEW;
    }

    boolean isUnderWay() {
        return state == State.BEGUN;
    }

    boolean isBodiless() {
        return bodiless;
    }

    /** Has a body whose length was not announced. */
    boolean isOpen() {
        return !bodiless && declared == OPEN;
    }

    boolean isEnded() {
        return state == State.ENDED;
    }

    /** From NEW to BEGUN. Returns false if the client is gone. */
    boolean start() {
        if (state == State.GONE) {
            return false;
        }
        if (state != State.NEW) {
            throw new IllegalStateException("the reply has begun already");
        }
        state = State.BEGUN;
        return true;
    }

    @Override
    public void begin(HttpResponseStatus status, HttpHeaders headers) {
        if (!start()) {
            return;
        }
        int code = status.code();
        boolean noContent = status.codeClass() == HttpStatusClass.INFORMATIONAL || code == 204;
        bodiless = headOnly || noContent || code == 205 || code == 304;
        String announced = noContent ? null : headers.get(HttpHeaderNames.CONTENT_LENGTH);
        declared = announced == null ? OPEN : Long.parseLong(announced);
        head(status, headers, noContent);
    }

    @Override
    public void write(ByteBuf chunk) {
        if (state != State.BEGUN || bodiless || !chunk.isReadable()) {
            chunk.release();
            return;
        }
        written += chunk.readableBytes();
        if (declared != OPEN && written > declared) {
            chunk.release();
            abort();
            return;
        }
        piece(chunk);
    }

    @Override
    public void end(HttpHeaders trailers) {
        if (state != State.BEGUN) {
            return;
        }
        if (!bodiless && declared != OPEN && written < declared) {
            abort();
            return;
        }
        state = State.ENDED;
        last(trailers);
    }

    @Override
    public void abort() {
        if (state == State.NEW || state == State.BEGUN) {
            state = State.GONE;
            drop();
            breakOff();
        }
    }

    @Override
    public boolean hasBegun() {
        return state == State.BEGUN || state == State.ENDED;
    }

    @Override
    public void whenWritable(Runnable listener) {
        whenWritable = listener;
    }

    @Override
    public void whenGone(Runnable listener) {
        whenGone = listener;
        if (state == State.GONE) {
            tellGone();
        }
    }

    void becameWritable() {
        if (state == State.BEGUN && whenWritable != null) {
            whenWritable.run();
        }
    }

    /** The client left, or broke the rules while sending its body. */
    void gone() {
        if (state == State.NEW || state == State.BEGUN) {
            state = State.GONE;
            drop();
            tellGone();
        }
    }

    private void tellGone() {
        Runnable listener = whenGone;
        whenGone = null;
        if (listener != null) {
            listener.run();
        }
    }
}
