package io.gatehouse.gateway.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** A request's body, read whole up to a limit. */
public final class SmallBody implements RequestBody.Sink {
    private final Exchange exchange;
    private final int limit;
    private final Consumer<byte[]> whenWhole;
    private final Runnable whenTooLarge;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean tooLarge;

    private SmallBody(Exchange exchange, int limit, Consumer<byte[]> whenWhole, Runnable whenTooLarge) {
        this.exchange = exchange;
        this.limit = limit;
        this.whenWhole = whenWhole;
        this.whenTooLarge = whenTooLarge;
    }

    /** Calls one of both, on the exchange's event loop; neither if the client goes away. */
    public static void read(Exchange exchange, int limit, Consumer<byte[]> whenWhole, Runnable whenTooLarge) {
        if (exchange.body().declaredLength() > limit) {
            whenTooLarge.run();
        } else {
            exchange.body().readTo(new SmallBody(exchange, limit, whenWhole, whenTooLarge));
        }
    }

    @Override
    public void data(ByteBuf chunk) {
        try {
            if (tooLarge) {
                return;
            }
            if (bytes.size() + chunk.readableBytes() > limit) {
                tooLarge = true;
                whenTooLarge.run();
                return;
            }
            byte[] piece = new byte[chunk.readableBytes()];
            chunk.readBytes(piece);
            bytes.writeBytes(piece);
        } finally {
            chunk.release();
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        if (!tooLarge) {
            whenWhole.accept(bytes.toByteArray());
        }
    }

    @Override
    public void failed(Throwable cause) {
        exchange.reply().abort();
    }
}
