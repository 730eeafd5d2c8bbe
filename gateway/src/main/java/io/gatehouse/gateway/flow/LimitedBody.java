package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.exchange.RequestBody;
import io.gatehouse.gateway.exchange.WrappedBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;

/** A body of unannounced length that may have so many bytes and fails with the next one. What comes after that is thrown away. */
final class LimitedBody extends WrappedBody {
    private final long limit;

    LimitedBody(RequestBody body, long limit) {
        super(body);
        this.limit = limit;
    }

    /** There is more of a body than the route takes. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;

        TooLarge(long limit) {
            super("the body has more than " + limit + " bytes");
        }
    }

    @Override
    public void readTo(Sink sink) {
        super.readTo(new Sink() {
            private long left = limit;

            @Override
            public void data(ByteBuf chunk) {
                boolean failed = left < 0;
                left = failed ? left : left - chunk.readableBytes();
                if (left >= 0) {
                    sink.data(chunk);
                    return;
                }
                chunk.release();
                if (!failed) {
                    sink.failed(new TooLarge(limit));
                }
            }

            @Override
            public void end(HttpHeaders trailers) {
                if (left >= 0) {
                    sink.end(trailers);
                }
            }

            @Override
            public void failed(Throwable cause) {
                if (left >= 0) {
                    sink.failed(cause);
                }
            }
        });
    }
}
