package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.UpstreamOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an upstream is waited for, in nanoseconds.
 *
 * @param answer until an answer begins
 * @param between silence within an answer
 * @param queue for a connection, while there may be no more
 */
record Waits(long connect, long answer, long between, long queue) {
    static Waits of(UpstreamOptions options, Config.Limits limits) {
        return new Waits(
                first(options.connect(), limits.connect()),
                first(options.answer(), limits.answer()),
                first(options.between(), limits.between()),
                options.queue().timeout().toNanos());
    }

    private static long first(@Nullable Duration own, Duration general) {
        return (own == null ? general : own).toNanos();
    }

    long shortest() {
        return Math.min(Math.min(answer, between), queue);
    }
}
