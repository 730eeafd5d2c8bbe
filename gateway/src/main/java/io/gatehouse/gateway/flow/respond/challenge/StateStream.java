package io.gatehouse.gateway.flow.respond.challenge;

import io.gatehouse.gateway.challenge.Desk;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.exchange.Exchange;
import io.gatehouse.gateway.exchange.Reply;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Live updates of one waiting page: server-sent events, one per change of state, and a comment every 15 s so that proxies keep the line. Ends with the challenge. */
final class StateStream {
    private static final int HEARTBEAT_SECONDS = 15;

    private final Reply reply;
    private final Desk desk;
    private boolean open = true;

    StateStream(Exchange exchange, Desk desk) {
        this.reply = exchange.reply();
        this.desk = desk;
    }

    void open(String challenge) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .set("Content-Type", "text/event-stream")
                .set("Cache-Control", "no-store")
                .set("X-Accel-Buffering", "no");
        reply.begin(HttpResponseStatus.OK, headers);
        reply.flush();
        AutoCloseable watch = desk.watch(challenge, state -> reply.eventLoop().execute(() -> tell(state)));
        ScheduledFuture<?> heartbeat = reply.eventLoop()
                .scheduleAtFixedRate(
                        () -> send(": still here\n\n"), HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        reply.whenGone(() -> close(watch, heartbeat));
        onEnd = () -> close(watch, heartbeat);
        desk.find(challenge)
                .thenAcceptAsync(
                        found -> tell(found.map(one -> one.state()).orElse(ChallengeState.EXPIRED)), reply.eventLoop());
    }

    private Runnable onEnd = () -> {};

    private void tell(ChallengeState state) {
        send("data: {\"state\":\"" + WaitingRoom.state(state) + "\"}\n\n");
        if (open && state != ChallengeState.PENDING) {
            onEnd.run();
            reply.end(EmptyHttpHeaders.INSTANCE);
        }
    }

    private void send(String event) {
        if (open) {
            reply.write(Unpooled.copiedBuffer(event, StandardCharsets.UTF_8));
            reply.flush();
        }
    }

    private void close(AutoCloseable watch, ScheduledFuture<?> heartbeat) {
        open = false;
        heartbeat.cancel(false);
        try {
            watch.close();
        } catch (Exception e) {
            throw new IllegalStateException("a watch closes without fault", e);
        }
    }
}
