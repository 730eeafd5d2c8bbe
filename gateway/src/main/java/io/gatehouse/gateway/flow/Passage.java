package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.RequestBody;
import io.gatehouse.gateway.exchange.WrappedBody;
import io.gatehouse.gateway.flow.detect.Intent;
import io.gatehouse.gateway.flow.detect.MalformedLogin;
import io.gatehouse.gateway.flow.detect.QuarantineCheck;
import io.gatehouse.gateway.flow.respond.forward.AnswerWatch;
import io.gatehouse.gateway.page.Injection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that passes through, as long as its session is not shut out on the way: somebody could send half of a request, sign in with the same session on another connection, and then send the
 * other half. So both ways are looked at again with each piece, which costs nothing unless something was shut out meanwhile.
 */
final class Passage implements AnswerWatch {
    private static final HttpHeaders UNCOMPRESSED =
            new DefaultHttpHeaders().set(HttpHeaderNames.ACCEPT_ENCODING, "identity");

    private final Rooms rooms;
    private final Exchange exchange;
    private final Intent.PassThrough intent;
    private final QuarantineCheck.Standing standing;
    private boolean shutOut;
    private @Nullable Injection injection;

    Passage(Rooms rooms, Exchange exchange, Intent.PassThrough intent) {
        this.rooms = rooms;
        this.exchange = exchange;
        this.intent = intent;
        this.standing = intent.standing();
    }

    /**
     * Passes a request on that came to where people sign in and is no sign-in, or turns it away.
     *
     * @param body already read; null: it is streamed
     */
    static void start(Rooms rooms, Exchange exchange, Config.Route route, byte @Nullable [] body) {
        Intent intent = rooms.detector().passThrough(exchange.head(), route);
        if (intent instanceof Intent.PassThrough passThrough) {
            new Passage(rooms, exchange, passThrough).start(body);
        } else if (intent instanceof Intent.Quarantined quarantined) {
            rooms.shutOut().turnAway(exchange, quarantined.reason());
        }
    }

    /** @param body already read; null: it is streamed */
    void start(byte @Nullable [] body) {
        boolean sends = !exchange.body().isEmpty() || exchange.head().headers().contains(HttpHeaderNames.UPGRADE);
        Exchange watched = body == null && sends ? exchange.with(new WatchedBody(limited(exchange.body()))) : exchange;
        rooms.forwarder().stream(
                watched, intent.route(), mayInject() ? UNCOMPRESSED : EmptyHttpHeaders.INSTANCE, body, this);
    }

    /** An announced length was looked at when the request came in. */
    private RequestBody limited(RequestBody body) {
        Integer limit = intent.route().settings().body();
        return limit == null || body.declaredLength() >= 0 ? body : new LimitedBody(body, limit);
    }

    private boolean mayInject() {
        return rooms.config().challenge().inject() && Injection.mayApply(exchange.head());
    }

    @Override
    public boolean head(HttpResponseStatus status, HttpHeaders headers) {
        if (!mayGoOn()) {
            return false;
        }
        if (rooms.config().challenge().inject()) {
            injection = Injection.into(exchange.head(), status, headers).orElse(null);
        }
        return true;
    }

    @Override
    public @Nullable ByteBuf body(ByteBuf chunk) {
        if (!mayGoOn()) {
            chunk.release();
            return null;
        }
        return injection == null ? chunk : injection.insert(chunk);
    }

    @Override
    public ByteBuf last() {
        return injection == null ? Unpooled.EMPTY_BUFFER : injection.end();
    }

    /** False from the moment on when the session is shut out; sees to the client then, if it can still be told. */
    private boolean mayGoOn() {
        if (shutOut) {
            return false;
        }
        Optional<String> reason = standing.lost();
        if (reason.isEmpty()) {
            return true;
        }
        shutOut = true;
        if (!exchange.reply().hasBegun()) {
            rooms.shutOut().turnAway(exchange, reason.get());
        }
        return false;
    }

    /** What the client sends, cut off when its session is shut out. */
    private final class WatchedBody extends WrappedBody {
        private boolean cut;

        WatchedBody(RequestBody body) {
            super(body);
        }

        @Override
        public void readTo(Sink sink) {
            super.readTo(new Sink() {
                @Override
                public void data(ByteBuf chunk) {
                    if (mayGoOn()) {
                        sink.data(chunk);
                    } else {
                        chunk.release();
                        cutOff(sink);
                    }
                }

                @Override
                public void end(HttpHeaders trailers) {
                    if (mayGoOn()) {
                        sink.end(trailers);
                    } else {
                        cutOff(sink);
                    }
                }

                @Override
                public void failed(Throwable cause) {
                    sink.failed(cause);
                    if (cause instanceof MalformedLogin malformed) {
                        refuse(() -> rooms.unreadable(exchange, malformed));
                    } else if (cause instanceof LimitedBody.TooLarge) {
                        refuse(this::tooLarge);
                    }
                }

                private void tooLarge() {
                    rooms.pages()
                            .failure(
                                    exchange,
                                    HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                                    "This is too large",
                                    "What was sent is larger than the application takes.");
                }
            });
        }

        /** What was let by so far is more than the route takes, or turned out to be a sign-in that cannot be judged. */
        private void refuse(Runnable answer) {
            if (exchange.reply().hasBegun()) {
                exchange.reply().abort();
            } else {
                answer.run();
                resume();
            }
        }

        private void cutOff(Sink sink) {
            if (!cut) {
                cut = true;
                sink.failed(new IOException("the session was shut out while the request came in"));
                if (exchange.reply().hasBegun()) {
                    exchange.reply().abort();
                } else {
                    resume();
                }
            }
        }
    }
}
