package io.gatehouse.gateway.challenge;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listeners by key, a bounded number in all and of one key: each costs an open connection. */
final class Watches<E> {
    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

    private final int most;
    private final int mostOfOneKey;
    private final AtomicInteger count = new AtomicInteger();
    private final Map<String, Set<Place>> places = new ConcurrentHashMap<>();

    Watches(int most, int mostOfOneKey) {
        this.most = most;
        this.mostOfOneKey = mostOfOneKey;
    }

    private final class Place implements Watch {
        private final String key;
        private final Consumer<E> listener;

        Place(String key, Consumer<E> listener) {
            this.key = key;
            this.listener = listener;
        }

        @Override
        public void close() {
            places.computeIfPresent(key, (same, set) -> {
                if (set.remove(this)) {
                    count.decrementAndGet();
                }
                return set.isEmpty() ? null : set;
            });
        }
    }

    /** @throws RejectedExecutionException when all places are taken */
    Watch add(String key, Consumer<E> listener) {
        Place place = new Place(key, listener);
        places.compute(key, (same, present) -> {
            Set<Place> set = present == null ? ConcurrentHashMap.newKeySet() : present;
            if (set.size() >= mostOfOneKey || count.get() >= most) {
                throw new RejectedExecutionException("too many live updates are open: close one, or ask again later");
            }
            count.incrementAndGet();
            set.add(place);
            return set;
        });
        return place;
    }

    void tell(String key, E event) {
        for (Place place : places.getOrDefault(key, Set.of())) {
            try {
                place.listener.accept(event);
            } catch (RuntimeException e) {
                LOG.warn("A listener of live updates failed; the others go on", e);
            }
        }
    }
}
