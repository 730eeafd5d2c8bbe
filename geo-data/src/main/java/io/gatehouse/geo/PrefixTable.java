package io.gatehouse.geo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is said of the longest prefix that an address is in. Immutable; a look-up makes no object.
 *
 * <p>Prefixes nest or are apart, never half of each. So they are told as ranges that are apart: a sweep from the lowest address to the highest keeps
 * the prefixes that are open on a stack, and where one begins or ends a new range begins, with the value of the innermost. What is inside of
 * others has its value combined with theirs, once, when the table is made. A look-up is a binary search for the last range that begins at or before the
 * address; for IPv4 a table of the first bits, as large as the ranges are many, leaves a step or two of it.
 */
public final class PrefixTable<V> {
    private static final int MOST_INDEX_BITS = 16;

    private final int[] starts4;
    private final @Nullable Object[] values4;
    private final int shift4;
    private final int[] index4;
    private final long[] highs6;
    private final long[] lows6;
    private final @Nullable Object[] values6;

    /** A prefix and what is said of it. */
    public record Entry<V>(Cidr network, V value) {}

    private PrefixTable(List<Range<V>> four, List<Range<V>> six) {
        starts4 = four.stream().mapToInt(range -> (int) (range.high >>> 32)).toArray();
        values4 = four.stream().map(Range::value).toArray();
        highs6 = six.stream().mapToLong(Range::high).toArray();
        lows6 = six.stream().mapToLong(Range::low).toArray();
        values6 = six.stream().map(Range::value).toArray();
        int bits = Math.min(MOST_INDEX_BITS, 32 - Integer.numberOfLeadingZeros(starts4.length));
        shift4 = Math.min(31, 32 - bits);
        index4 = index(starts4, shift4);
    }

    /**
     * A table of these prefixes.
     *
     * @param inside the value of a prefix that is inside of another, or is the other: from the outer's value and its own
     */
    public static <V> PrefixTable<V> of(Collection<Entry<V>> entries, BinaryOperator<V> inside) {
        Map<V, V> alike = new HashMap<>();
        BinaryOperator<V> combined = (outer, own) -> alike.computeIfAbsent(inside.apply(outer, own), value -> value);
        return new PrefixTable<>(
                new Sweep<>(combined)
                        .over(entries.stream()
                                .filter(entry -> entry.network.isIpv4())
                                .map(Span::of)
                                .sorted(Span.ORDER)
                                .toList()),
                new Sweep<>(combined)
                        .over(entries.stream()
                                .filter(entry -> !entry.network.isIpv4())
                                .map(Span::of)
                                .sorted(Span.ORDER)
                                .toList()));
    }

    /**
     * What is said of the longest prefix that has this address; null where none has.
     *
     * @param address 4 or 16 bytes
     */
    public @Nullable V find(byte[] address) {
        return address.length == 4
                ? find4((address[0] & 0xff) << 24
                        | (address[1] & 0xff) << 16
                        | (address[2] & 0xff) << 8
                        | (address[3] & 0xff))
                : find6(number(address, 0), number(address, 8));
    }

    private @Nullable V find4(int address) {
        int bucket = address >>> shift4;
        int low = index4[bucket];
        int high = index4[bucket + 1];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Integer.compareUnsigned(starts4[middle], address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return value(values4, low - 1);
    }

    private @Nullable V find6(long addressHigh, long addressLow) {
        int low = 0;
        int high = highs6.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(highs6[middle], addressHigh);
            if (order < 0 || (order == 0 && Long.compareUnsigned(lows6[middle], addressLow) <= 0)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return value(values6, low - 1);
    }

    @SuppressWarnings("unchecked") // only V are put in
    private @Nullable V value(@Nullable Object[] values, int at) {
        return at < 0 ? null : (V) values[at];
    }

    /** For each value of the first bits, the first range that begins there or after; and the number of ranges at the end. */
    private static int[] index(int[] starts, int shift) {
        int[] index = new int[(-1 >>> shift) + 2];
        int at = 0;
        for (int bucket = 0; bucket < index.length - 1; bucket++) {
            while (at < starts.length && starts[at] >>> shift < bucket) {
                at++;
            }
            index[bucket] = at;
        }
        index[index.length - 1] = starts.length;
        return index;
    }

    private static long number(byte[] bytes, int from) {
        long number = 0;
        for (int i = 0; i < 8; i++) {
            number = number << 8 | (bytes[from + i] & 0xff);
        }
        return number;
    }

    /** From this address on, up to the next range, this holds. Addresses are 128 bits; IPv4 ones are the first 32 of them. */
    private record Range<V>(long high, long low, @Nullable V value) {}

    /** A prefix, from its first address to its last. */
    private record Span<V>(long high, long low, long lastHigh, long lastLow, V value) {
        static final Comparator<Span<?>> ORDER = Span::compare;

        private static int compare(Span<?> one, Span<?> other) {
            int begins = Long.compareUnsigned(one.high, other.high);
            begins = begins != 0 ? begins : Long.compareUnsigned(one.low, other.low);
            int ends = Long.compareUnsigned(other.lastHigh, one.lastHigh);
            ends = ends != 0 ? ends : Long.compareUnsigned(other.lastLow, one.lastLow);
            return begins != 0 ? begins : ends;
        }

        static <V> Span<V> of(Entry<V> entry) {
            byte[] bytes = Arrays.copyOf(entry.network.first().getAddress(), 16);
            int length = entry.network.length();
            long high = number(bytes, 0);
            long low = number(bytes, 8);
            return new Span<>(
                    high,
                    low,
                    length >= 64 ? high : high | (-1L >>> length),
                    length <= 64 ? -1L : length == 128 ? low : low | -1L >>> (length - 64),
                    entry.value);
        }

        boolean isBefore(Span<?> other) {
            int order = Long.compareUnsigned(lastHigh, other.high);
            return order < 0 || (order == 0 && Long.compareUnsigned(lastLow, other.low) < 0);
        }
    }

    /** Makes ranges of prefixes that come in order: by their beginnings, outer ones first. */
    private static final class Sweep<V> {
        private final BinaryOperator<V> inside;
        private final List<Range<V>> ranges = new ArrayList<>();
        private final List<Span<V>> open = new ArrayList<>();

        Sweep(BinaryOperator<V> inside) {
            this.inside = inside;
        }

        List<Range<V>> over(List<Span<V>> spans) {
            for (Span<V> span : spans) {
                closeBefore(span);
                Span<V> outer = innermost();
                V value = outer == null ? span.value : inside.apply(outer.value, span.value);
                open.add(new Span<>(span.high, span.low, span.lastHigh, span.lastLow, value));
                begin(span.high, span.low, value);
            }
            closeBefore(null);
            return ranges;
        }

        /** Ends the prefixes that end before this one begins; all, if it is null. */
        private void closeBefore(@Nullable Span<V> next) {
            for (Span<V> last = innermost();
                    last != null && (next == null || last.isBefore(next));
                    last = innermost()) {
                open.remove(open.size() - 1);
                long low = last.lastLow + 1;
                long high = low == 0 ? last.lastHigh + 1 : last.lastHigh;
                if (high != 0 || low != 0) {
                    Span<V> outer = innermost();
                    begin(high, low, outer == null ? null : outer.value);
                }
            }
        }

        private @Nullable Span<V> innermost() {
            return open.isEmpty() ? null : open.get(open.size() - 1);
        }

        private void begin(long high, long low, @Nullable V value) {
            Range<V> last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            if (last != null && last.high == high && last.low == low) {
                ranges.remove(ranges.size() - 1);
                last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            }
            if (last == null ? value != null : last.value != value) {
                ranges.add(new Range<>(high, low, value));
            }
        }
    }
}
