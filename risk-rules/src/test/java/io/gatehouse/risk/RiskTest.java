package io.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RiskTest {
    private final Risk risk = new Risk(Facts.UNKNOWN);

    @Test
    void neverScoresBelowZero() {
        risk.add(-100, "a device known for long");

        assertThat(sum().score()).isZero();
        assertThat(sum().verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void challengesAndBlocksFromTheThresholdsOn() {
        risk.add(39, "x");
        assertThat(sum().verdict()).isEqualTo(Verdict.PASS);
        risk.add(1, "x");
        assertThat(sum().verdict()).isEqualTo(Verdict.CHALLENGE);
        risk.add(39, "x");
        assertThat(sum().verdict()).isEqualTo(Verdict.CHALLENGE);
        risk.add(1, "x");
        assertThat(sum().verdict()).isEqualTo(Verdict.BLOCK);
        assertThat(sum().passkeyOnly()).isFalse();
    }

    @Test
    void takesPointsWithinBoundsOnly() {
        risk.add(100, "x");
        risk.add(-100, "x");

        assertThatThrownBy(() -> risk.add(101, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> risk.add(-101, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThat(sum().reasons()).hasSize(2);
    }

    @Test
    void wantsAReasonForEverything() {
        assertThatThrownBy(() -> risk.block(" ")).hasMessageContaining("blank");
        assertThat(sum().verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void boundsTheReasons() {
        for (int i = 0; i < Risk.MAX_REASONS; i++) {
            risk.add(0, "x");
        }

        assertThatThrownBy(() -> risk.add(0, "x")).hasMessageContaining("more than 256 reasons");
    }

    @Test
    void quotesFactsWithoutTheirControlCharactersAndNotAtAnyLength() {
        risk.add(1, "from \u001b[2J\nEvil Networks");
        risk.add(1, "x".repeat(1_000));

        assertThat(sum().reasons().get(0).text()).isEqualTo("from  [2J Evil Networks");
        assertThat(sum().reasons().get(1).text()).hasSize(200).endsWith("x…");
    }

    private Judgement sum() {
        return risk.judgement(Thresholds.DEFAULT, Map.of(), "v");
    }
}
