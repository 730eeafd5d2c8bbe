package io.gatehouse.gateway.store.familiarity;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.store.history.Print;
import io.gatehouse.gateway.store.history.Visit;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CensusTest {
    private static final class Paper implements Census.Ledger {
        final Map<String, Long> numbers = new HashMap<>();
        final Map<String, int[]> blocks = new HashMap<>();

        @Override
        public void number(String name, long value) {
            numbers.put(name, value);
        }

        @Override
        public void block(String name, int[] cells) {
            blocks.put(name, cells);
        }
    }

    private static Visit visit(long address, long asn, String country, long agent, String browser) {
        return new Visit(
                Instant.EPOCH,
                1,
                2,
                address,
                asn,
                country,
                "",
                agent,
                browser,
                "macOS",
                "desktop",
                "",
                0,
                0,
                0,
                Print.UNKNOWN);
    }

    private static long hash(long number) {
        return number * 0x9E3779B97F4A7C15L;
    }

    private final Paper paper = new Paper();
    private final Census census = new Census();

    @Test
    void whatWasWrittenDownGivesTheSameCensus() {
        for (int i = 0; i < 200; i++) {
            census.add(visit(hash(i % 7), i % 5, "C" + i % 3, hash(i % 11), "B" + i % 2), i < 10, paper);
        }
        Census restored = new Census();
        paper.numbers.forEach(restored::restore);
        paper.blocks.forEach(restored::restore);

        Visit visit = visit(hash(3), 3, "C1", hash(4), "B1");
        assertThat(restored.of(visit)).isEqualTo(census.of(visit));
        assertThat(census.of(visit)).isEqualTo(new Commonness(200, 10, 29, 40, 67, 18, 100, 200, 200, 4, 3, 2, 1, 1));
    }

    @Test
    void unknownFeaturesAreNotCounted() {
        census.add(visit(1L << 40, 0, "", 0, ""), true, paper);
        Commonness commonness = census.of(visit(1L << 40, 0, "", 0, ""));
        assertThat(commonness).isEqualTo(new Commonness(1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1));
    }

    @Test
    void whoeverInventsNamesDoesNotFillTheMemory() {
        for (int i = 0; i < 2_000; i++) {
            census.add(visit(1L << 40, 1, "NO", 5, "Browser" + i), false, paper);
        }
        Commonness commonness = census.of(visit(1L << 40, 1, "NO", 5, "Browser1999"));
        assertThat(commonness.browsers()).isEqualTo(512);
        assertThat(commonness.browser()).isZero();
        assertThat(paper.numbers.size()).isLessThan(520);
    }

    @Test
    void anErasedAccountIsNotAUserAnyMore() {
        census.left(paper);
        assertThat(census.of(visit(1, 1, "NO", 1, "Firefox")).users()).isZero();
        census.add(visit(1, 1, "NO", 1, "Firefox"), true, paper);
        census.left(paper);
        assertThat(census.of(visit(1, 1, "NO", 1, "Firefox")).users()).isZero();
        assertThat(census.of(visit(1, 1, "NO", 1, "Firefox")).signIns()).isEqualTo(1);
    }
}
