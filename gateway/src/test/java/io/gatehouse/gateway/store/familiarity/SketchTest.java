package io.gatehouse.gateway.store.familiarity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SketchTest {
    @Test
    void countsAreNeverTooLowAndOnAverageLittleTooHigh() {
        Sketch sketch = new Sketch(256);
        Map<Long, Integer> exact = new HashMap<>();
        Random random = new Random(1);
        long[] hashes = random.longs(50_000).toArray();
        int total = 300_000;
        for (int i = 0; i < total; i++) {
            // A few addresses are common, most are rare.
            long hash = hashes[(int) (hashes.length * Math.pow(random.nextDouble(), 4))];
            sketch.add(hash);
            exact.merge(hash, 1, Integer::sum);
        }
        double tooHigh = 0;
        for (Map.Entry<Long, Integer> entry : exact.entrySet()) {
            long told = sketch.count(entry.getKey());
            assertThat(told).isGreaterThanOrEqualTo(entry.getValue());
            tooHigh += told - entry.getValue();
        }
        assertThat(tooHigh / exact.size()).isLessThan((double) total / (256 * Sketch.CELLS));
    }

    @Test
    void aSketchThatIsNotFullIsExact() {
        Sketch sketch = new Sketch(4_096);
        long[] hashes = new Random(2).longs(3_000).toArray();
        for (int i = 0; i < hashes.length; i++) {
            for (int times = 0; times <= i % 5; times++) {
                sketch.add(hashes[i]);
            }
        }
        for (int i = 0; i < hashes.length; i++) {
            assertThat(sketch.count(hashes[i])).isEqualTo(i % 5 + 1);
        }
        assertThat(sketch.count(77)).isZero();
    }
}
