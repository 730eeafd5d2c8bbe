package io.gatehouse.gateway.flow.detect;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.RequestBody;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.exchange.WrappedBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to where people sign in. It is held, up to a limit, until a sentry has seen that it is a sign-in or that it can be none. What is longer is no sign-in but, say, a file that is
 * uploaded: it goes on as it comes, without being copied, and breaks off should the field that makes a sign-in turn up in the rest.
 */
public final class LoginBody extends WrappedBody {
    /** How reading began. One of these is called, once. */
    public interface Reader {
        /**
         * It is no longer than the limit, and all of it is here.
         *
         * @param mayBeSignIn whether it has the field that makes a sign-in, or something that some application takes for it
         */
        void whole(byte[] body, boolean mayBeSignIn);

        /** It is no sign-in so far, and can be read as a stream, which fails with {@link MalformedLogin} if it turns out to be one. */
        void streams(RequestBody body);

        /** It is longer than a sign-in may be, or can be read in two ways. */
        void refused(MalformedLogin why);

        void failed(Throwable cause);
    }

    private enum State {
        HOLDING,
        STREAMING,
        /** Nothing of what still comes is wanted. */
        OVER
    }

    private final int limit;
    private final @Nullable FieldSentry sentry;
    private final Reader reader;
    private State state = State.HOLDING;
    private FieldSentry.Sight sight;

    /** What came and was not passed on: while it streams, no more than what could be the field if the body ended here. */
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    private @Nullable Sink onward;
    private @Nullable Throwable failure;
    private @Nullable HttpHeaders trailers;

    private LoginBody(RequestBody source, int limit, @Nullable FieldSentry sentry, Reader reader) {
        super(source);
        this.limit = limit;
        this.sentry = sentry;
        this.reader = reader;
        this.sight = sentry == null ? FieldSentry.Sight.SEEN : FieldSentry.Sight.UNSEEN;
    }

    /**
     * Reads the body of a request to where people sign in.
     *
     * @param limit bytes of a sign-in's body
     * @throws MalformedLogin if the head leaves doubt about what the body is
     */
    public static void read(Config.Login login, RequestHead head, RequestBody source, int limit, Reader reader)
            throws MalformedLogin {
        read(source, limit, FieldSentry.at(login, head), reader);
    }

    static void read(RequestBody source, int limit, @Nullable FieldSentry sentry, Reader reader) {
        source.readTo(new LoginBody(source, limit, sentry, reader).new Intake());
    }

    /** What was held and what follows. */
    @Override
    public void readTo(Sink sink) {
        onward = sink;
        if (failure != null) {
            sink.failed(failure);
            return;
        }
        ByteBuf beginning = Unpooled.wrappedBuffer(held.toByteArray());
        held.reset();
        pass(beginning, sink);
        if (trailers != null) {
            passEnd(trailers, sink);
        } else {
            resume();
        }
    }

    private final class Intake implements Sink {
        @Override
        public void data(ByteBuf chunk) {
            if (state == State.OVER) {
                chunk.release();
                return;
            }
            try {
                if (sentry != null && sight == FieldSentry.Sight.UNSEEN) {
                    sight = sentry.look(chunk);
                }
            } catch (MalformedLogin malformed) {
                chunk.release();
                fail(malformed);
                return;
            }
            if (onward == null) {
                hold(chunk);
            } else if (sight == FieldSentry.Sight.SEEN) {
                chunk.release();
                fail(tooLong());
            } else {
                pass(chunk, onward);
            }
        }

        @Override
        public void end(HttpHeaders trailing) {
            if (state == State.OVER) {
                return;
            }
            try {
                if (sentry != null && sight == FieldSentry.Sight.UNSEEN) {
                    sight = sentry.end();
                }
            } catch (MalformedLogin malformed) {
                fail(malformed);
                return;
            }
            if (state == State.HOLDING) {
                state = State.OVER;
                reader.whole(held.toByteArray(), sight == FieldSentry.Sight.SEEN);
            } else if (onward == null) {
                trailers = trailing;
            } else {
                passEnd(trailing, onward);
            }
        }

        @Override
        public void failed(Throwable cause) {
            if (state != State.OVER) {
                fail(cause);
            }
        }
    }

    private void hold(ByteBuf chunk) {
        held.writeBytes(bytes(chunk));
        if (state == State.STREAMING) {
            return;
        }
        boolean tooLong = held.size() > limit;
        if (tooLong && sight == FieldSentry.Sight.SEEN) {
            fail(tooLong());
        } else if (tooLong || sight == FieldSentry.Sight.NEVER) {
            state = State.STREAMING;
            pause();
            reader.streams(this);
        }
    }

    /** Passes on what cannot be the field any more. Nearly always that is all of it. */
    private void pass(ByteBuf chunk, Sink sink) {
        int open = sentry == null || sight != FieldSentry.Sight.UNSEEN ? 0 : sentry.open();
        int sure = chunk.readableBytes() - open;
        if (sure <= 0) {
            held.writeBytes(bytes(chunk));
            return;
        }
        passHeld(sink);
        if (open > 0) {
            ByteBuf known = chunk.readRetainedSlice(sure);
            held.writeBytes(bytes(chunk));
            sink.data(known);
        } else {
            sink.data(chunk);
        }
    }

    private void passEnd(HttpHeaders trailing, Sink sink) {
        if (sight == FieldSentry.Sight.SEEN) {
            fail(tooLong());
            return;
        }
        state = State.OVER;
        passHeld(sink);
        sink.end(trailing);
    }

    private void passHeld(Sink sink) {
        if (held.size() > 0) {
            byte[] before = held.toByteArray();
            held.reset();
            sink.data(Unpooled.wrappedBuffer(before));
        }
    }

    private void fail(Throwable cause) {
        boolean holding = state == State.HOLDING;
        state = State.OVER;
        failure = cause;
        held.reset();
        if (onward != null) {
            onward.failed(cause);
        } else if (holding && cause instanceof MalformedLogin malformed) {
            pause();
            reader.refused(malformed);
        } else if (holding) {
            reader.failed(cause);
        }
    }

    private MalformedLogin tooLong() {
        return MalformedLogin.tooLong(limit);
    }

    private static byte[] bytes(ByteBuf chunk) {
        byte[] copy = new byte[chunk.readableBytes()];
        chunk.readBytes(copy);
        chunk.release();
        return copy;
    }
}
