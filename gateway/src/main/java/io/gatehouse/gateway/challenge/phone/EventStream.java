package io.gatehouse.gateway.challenge.phone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.gateway.challenge.Watch;
import io.gatehouse.gateway.exchange.Reply;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events to one phone: what it is asked, whole, each time that changes. Lives on the reply's event loop. Ends after a quarter of an hour, or when it can no longer
 * be told what is asked; the phone then comes again. One that does not read what it gets is cut off.
 */
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final Duration LIFE = Duration.ofMinutes(15);
    private static final int HEARTBEAT_SECONDS = 15;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Reply reply;
    private final Supplier<CompletionStage<Map<String, ?>>> asked;
    private final Watch watch;
    private final ScheduledFuture<?> heartbeat;
    private final ScheduledFuture<?> end;
    private boolean open = true;

    private EventStream(
            Reply reply, Function<Runnable, Watch> subscribe, Supplier<CompletionStage<Map<String, ?>>> asked) {
        this.reply = reply;
        this.asked = asked;
        this.watch = subscribe.apply(() -> reply.eventLoop().execute(this::update));
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("X-Content-Type-Options", "nosniff")
                .set("X-Accel-Buffering", "no");
        reply.begin(HttpResponseStatus.OK, headers);
        heartbeat = reply.eventLoop()
                .scheduleAtFixedRate(
                        () -> write(": still here\n\n"), HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        end = reply.eventLoop().schedule(this::end, LIFE.toSeconds(), TimeUnit.SECONDS);
        reply.whenGone(this::close);
    }

    /**
     * Begins a stream with what is asked now.
     *
     * @param subscribe takes a place among the listeners for the one that is told of changes, or throws; the place is given up when the stream ends
     * @param asked what to tell
     */
    static void open(
            Reply reply, Function<Runnable, Watch> subscribe, Supplier<CompletionStage<Map<String, ?>>> asked) {
        new EventStream(reply, subscribe, asked).update();
    }

    private void update() {
        asked.get()
                .whenCompleteAsync(
                        (members, failure) -> {
                            if (failure == null) {
                                tell(members);
                            } else {
                                LOG.info("Live updates of a phone end: {}", failure.getMessage());
                                end();
                            }
                        },
                        reply.eventLoop());
    }

    private void tell(Map<String, ?> members) {
        try {
            write("event: challenges\ndata: " + JSON.writeValueAsString(members) + "\n\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers can always be written as JSON", e);
        }
    }

    private void end() {
        if (open) {
            close();
            reply.end(EmptyHttpHeaders.INSTANCE);
        }
    }

    private void write(String event) {
        if (!open) {
            return;
        }
        if (reply.isWritable()) {
            reply.write(Unpooled.copiedBuffer(event, StandardCharsets.UTF_8));
            reply.flush();
        } else {
            close();
            reply.abort();
        }
    }

    private void close() {
        open = false;
        heartbeat.cancel(false);
        end.cancel(false);
        watch.close();
    }
}
