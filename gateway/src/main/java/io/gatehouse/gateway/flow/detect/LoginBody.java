package io.gatehouse.gateway.flow.detect;

import io.gatehouse.gateway.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that may be a sign-in: read whole up to a limit. Where a path does other things too, a longer one is no sign-in but, say, a page that is saved: its
 * beginning is kept, and {@link #rest} streams it on, with a sentry that stops it should the field that makes a sign-in turn up in the rest.
 */
public final class LoginBody implements RequestBody.Sink {
    /** How reading ended. */
    public interface Reader {
        void whole(byte[] body);

        /** More than the limit came; reading is paused. */
        void tooLong(LoginBody body);

        void failed(Throwable cause);
    }

    private final RequestBody source;
    private final int limit;
    private final Reader reader;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private RequestBody.@Nullable Sink onward;
    private @Nullable FieldSentry sentry;
    private boolean decided;

    private LoginBody(RequestBody source, int limit, Reader reader) {
        this.source = source;
        this.limit = limit;
        this.reader = reader;
    }

    public static void read(RequestBody source, int limit, Reader reader) {
        source.readTo(new LoginBody(source, limit, reader));
    }

    @Override
    public void data(ByteBuf chunk) {
        if (onward != null) {
            pass(chunk, onward);
            return;
        }
        byte[] copy = new byte[chunk.readableBytes()];
        chunk.readBytes(copy);
        chunk.release();
        bytes.writeBytes(copy);
        if (!decided && bytes.size() > limit) {
            decided = true;
            source.pause();
            reader.tooLong(this);
        }
    }

    private void pass(ByteBuf chunk, RequestBody.Sink sink) {
        if (sentry != null && sentry.finds(chunk)) {
            chunk.release();
            sentry = null;
            onward = NOWHERE;
            sink.failed(new MalformedLogin("a sign-in's body has at most " + limit + " bytes"));
        } else {
            sink.data(chunk);
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        if (onward != null) {
            onward.end(trailers);
        } else if (!decided) {
            decided = true;
            reader.whole(bytes.toByteArray());
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (onward != null) {
            onward.failed(cause);
        } else if (!decided) {
            decided = true;
            reader.failed(cause);
        }
    }

    /** What was read and what follows, as one body. The field is the one that would make it a sign-in after all. */
    public RequestBody rest(String field) {
        sentry = new FieldSentry(field);
        return new RequestBody() {
            @Override
            public boolean isEmpty() {
                return false;
            }

            @Override
            public long declaredLength() {
                return source.declaredLength();
            }

            @Override
            public void readTo(Sink sink) {
                onward = sink;
                pass(Unpooled.wrappedBuffer(bytes.toByteArray()), sink);
                bytes.reset();
                source.resume();
            }

            @Override
            public void pause() {
                source.pause();
            }

            @Override
            public void resume() {
                source.resume();
            }
        };
    }

    private static final RequestBody.Sink NOWHERE = new RequestBody.Sink() {
        @Override
        public void data(ByteBuf chunk) {
            chunk.release();
        }

        @Override
        public void end(HttpHeaders trailers) {}

        @Override
        public void failed(Throwable cause) {}
    };
}
