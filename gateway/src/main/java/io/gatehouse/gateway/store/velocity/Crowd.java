package io.gatehouse.gateway.store.velocity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is counted for each of many, by mark; who was not seen for a day is forgotten, and beyond {@value #LARGEST} some are. */
interface Crowd<V> {
    int LARGEST = 50_000;
    Duration DAY = Duration.ofHours(24);

    @Nullable
    V find(long mark);

    V of(long mark, Supplier<V> fresh);

    void forget(long mark);

    /** For many threads. Beyond its bound the ones that were seen least are forgotten. */
    static <V> Crowd<V> shared(InstantSource clock) {
        Cache<Long, V> cache = Caffeine.newBuilder()
                .maximumSize(LARGEST)
                .expireAfterAccess(DAY)
                .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
                .build();
        return new Crowd<>() {
            @Override
            public @Nullable V find(long mark) {
                return cache.getIfPresent(mark);
            }

            @Override
            public V of(long mark, Supplier<V> fresh) {
                return cache.get(mark, key -> fresh.get());
            }

            @Override
            public void forget(long mark) {
                cache.invalidate(mark);
            }
        };
    }

    /** For one thread, and the same in each run, where the shared one decides by chance. Beyond its bound those are forgotten that were not seen for longest. */
    static <V> Crowd<V> repeatable() {
        Map<Long, V> counts = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
                return size() > LARGEST;
            }
        };
        // Nobody is forgotten by age: all counts slide, and after a day they are nothing.
        return new Crowd<>() {
            @Override
            public @Nullable V find(long mark) {
                return counts.get(mark);
            }

            @Override
            public V of(long mark, Supplier<V> fresh) {
                V known = counts.get(mark);
                if (known == null) {
                    known = fresh.get();
                    counts.put(mark, known);
                }
                return known;
            }

            @Override
            public void forget(long mark) {
                counts.remove(mark);
            }
        };
    }
}
