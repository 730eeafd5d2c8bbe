package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.store.velocity.UsualShare;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Which share of sign-ins is usually refused, of all nodes together: hours are counted in Redis, and read now and then, so that no sign-in asks for them. */
final class Hours {
    static final long LOOK_MILLIS = 2_000;
    private static final long READ_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long SECONDS = 3_600;
    private static final List<byte[]> KEY = List.of(Keys.common("everyone", "hours"));

    private final RedisLink link;
    private final InstantSource clock;
    private volatile double usual = Double.NaN;
    private volatile long due = System.nanoTime();

    Hours(RedisLink link, InstantSource clock) {
        this.link = link;
        this.clock = clock;
    }

    /** 0 to 1; NaN until enough hours were seen. */
    double usual() {
        return usual;
    }

    CompletionStage<Void> add(long second, boolean failed) {
        return link.run(
                        Script.HOUR_ADD,
                        KEY,
                        Keys.bytes(Math.floorDiv(second, SECONDS)),
                        Keys.bytes(failed ? "1" : "0"),
                        Keys.bytes(UsualShare.HOURS))
                .thenAccept(done -> {});
    }

    /** Reads them anew when it is time; to be called every {@value #LOOK_MILLIS} ms. */
    void look() {
        if (System.nanoTime() - due >= 0 && link.isConnected()) {
            link.run(Script.HASH_READ, KEY).thenAccept(answer -> {
                usual = usual(answer, Math.floorDiv(clock.instant().getEpochSecond(), SECONDS));
                due = System.nanoTime() + READ_NANOS;
            });
        }
    }

    /** Of the hours that are over. */
    private static double usual(List<Object> answer, long now) {
        Map<Long, Integer> failures = new HashMap<>();
        Map<Long, Integer> all = new HashMap<>();
        for (int i = 0; i + 1 < answer.size(); i += 2) {
            String[] field = Keys.text(answer.get(i)).split(":", 2);
            (field[1].equals("all") ? all : failures)
                    .put(Long.parseLong(field[0]), Integer.parseInt(Keys.text(answer.get(i + 1))));
        }
        UsualShare share = new UsualShare();
        all.forEach((hour, count) -> {
            if (hour < now && hour > now - UsualShare.HOURS) {
                share.restore(new UsualShare.Hour(hour, failures.getOrDefault(hour, 0), count));
            }
        });
        return share.usual();
    }
}
