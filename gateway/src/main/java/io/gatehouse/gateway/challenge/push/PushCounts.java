package io.gatehouse.gateway.challenge.push;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What became of the pushes to one service since the start, and how long it took to answer the last thousand that it took on. */
final class PushCounts {
    private static final int LAST = 1024;

    private final Map<String, Long> outcomes = new TreeMap<>();
    private final long[] tookMicros = new long[LAST];
    private long delivered;

    synchronized void count(Delivery delivery, long micros) {
        outcomes.merge(delivery.word(), 1L, Long::sum);
        if (delivery instanceof Delivery.Delivered) {
            tookMicros[(int) (delivered++ % LAST)] = micros;
        }
    }

    synchronized PushReport report() {
        long[] sorted = Arrays.copyOf(tookMicros, (int) Math.min(delivered, LAST));
        Arrays.sort(sorted);
        return new PushReport(Map.copyOf(outcomes), millis(sorted, 50), millis(sorted, 99));
    }

    private static double millis(long[] sorted, int percent) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1000.0;
    }
}
