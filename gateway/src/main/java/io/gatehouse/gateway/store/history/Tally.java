package io.gatehouse.gateway.store.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How often each of a few values was seen, first and last; most recent first.
 *
 * <p>Bounded twice. What was not seen for longest makes room for a new value. And when all counts together reach the fading limit, each is halved, so that the
 * shares follow a person who moves house.
 */
public record Tally<K>(Bounds bounds, List<Entry<K>> entries) {
    /** The largest count that is told apart from larger ones. */
    static final int MOST = 16_383;

    public Tally {
        entries = List.copyOf(entries);
    }

    /**
     * How much a tally keeps.
     *
     * @param values how many values are kept
     * @param fadesAt sum of counts at which they are halved
     */
    public record Bounds(int values, int fadesAt) {}

    /** A value, how often it was seen, and when; hours are counted from the epoch. */
    public record Entry<K>(K value, int count, long firstHour, long lastHour) {
        private Entry<K> again(long hour) {
            return new Entry<>(value, Math.min(MOST, count + 1), Math.min(firstHour, hour), Math.max(lastHour, hour));
        }
    }

    static <K> Tally<K> empty(Bounds bounds) {
        return new Tally<>(bounds, List.of());
    }

    Tally<K> with(K value, long hour) {
        Entry<K> seen = find(value);
        List<Entry<K>> next = new ArrayList<>(entries.size() + 1);
        next.add(seen == null ? new Entry<>(value, 1, hour, hour) : seen.again(hour));
        for (Entry<K> entry : entries) {
            if (!entry.value.equals(value) && next.size() < bounds.values) {
                next.add(entry);
            }
        }
        Tally<K> more = new Tally<>(bounds, next);
        return more.total() >= bounds.fadesAt ? more.faded() : more;
    }

    private Tally<K> faded() {
        return new Tally<>(
                bounds,
                entries.stream()
                        .map(entry -> new Entry<>(entry.value, (entry.count + 1) / 2, entry.firstHour, entry.lastHour))
                        .toList());
    }

    /** Less what these taught, and without what was first seen in this hour or later. */
    <L> Tally<K> without(List<L> gone, Function<L, K> value, long newSinceHour) {
        List<Entry<K>> next = new ArrayList<>(entries.size());
        for (Entry<K> entry : entries) {
            int less =
                    (int) gone.stream().map(value).filter(entry.value::equals).count();
            if (entry.count > less && entry.firstHour < newSinceHour) {
                next.add(new Entry<>(entry.value, entry.count - less, entry.firstHour, entry.lastHour));
            }
        }
        return new Tally<>(bounds, next);
    }

    /** With another name for a value; if that is known as well, they are one. */
    Tally<K> renamed(K before, K after) {
        Entry<K> old = find(before);
        if (old == null || before.equals(after)) {
            return this;
        }
        Entry<K> other = find(after);
        Entry<K> one = other == null
                ? new Entry<>(after, old.count, old.firstHour, old.lastHour)
                : new Entry<>(
                        after,
                        Math.min(MOST, old.count + other.count),
                        Math.min(old.firstHour, other.firstHour),
                        Math.max(old.lastHour, other.lastHour));
        List<Entry<K>> next = new ArrayList<>(entries.size());
        for (Entry<K> entry : entries) {
            if (entry.value.equals(before)) {
                next.add(one);
            } else if (!entry.value.equals(after)) {
                next.add(entry);
            }
        }
        return new Tally<>(bounds, next);
    }

    Tally<K> withoutAll(Collection<K> values) {
        return new Tally<>(
                bounds,
                entries.stream().filter(entry -> !values.contains(entry.value)).toList());
    }

    /** Whether a value is not known, or was first seen in this hour or later. */
    boolean isYounger(K value, long hour) {
        Entry<K> entry = find(value);
        return entry == null || entry.firstHour >= hour;
    }

    /** Without what was last seen before an hour. */
    Tally<K> since(long oldestHour) {
        boolean allYoung = true;
        for (Entry<K> entry : entries) {
            allYoung &= entry.firstHour >= oldestHour;
        }
        if (allYoung) {
            return this;
        }
        return new Tally<>(
                bounds,
                entries.stream()
                        .filter(entry -> entry.lastHour >= oldestHour)
                        .map(entry -> new Entry<>(
                                entry.value, entry.count, Math.max(entry.firstHour, oldestHour), entry.lastHour))
                        .toList());
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether values are known, and this is none of them. */
    public boolean isStrange(K value) {
        return !entries.isEmpty() && find(value) == null;
    }

    public @Nullable Entry<K> find(K value) {
        for (int i = 0; i < entries.size(); i++) {
            Entry<K> entry = entries.get(i);
            if (entry.value.equals(value)) {
                return entry;
            }
        }
        return null;
    }

    /** This value's share of all that was counted, 0 to 1; NaN where nothing was. */
    public double share(K value) {
        if (entries.isEmpty()) {
            return Double.NaN;
        }
        Entry<K> entry = find(value);
        return entry == null ? 0 : (double) entry.count / total();
    }

    int total() {
        int sum = 0;
        for (int i = 0; i < entries.size(); i++) {
            sum += entries.get(i).count;
        }
        return sum;
    }
}
