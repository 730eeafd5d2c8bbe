package io.gatehouse.gateway.flow.respond.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.config.UpstreamOptions;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a server is passed over, for how long, and what brings it back. Time is a number here. */
class CircuitTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long PATIENCE = 63 * SECOND;

    private final Standing standing = new Standing(URI.create("http://a:1"), UpstreamOptions.DEFAULT, PATIENCE);

    @Test
    void threeFailuresInARowOpenIt() {
        fail(2, 0);
        assertThat(standing.isWell(0)).isTrue();
        fail(1, 0);
        assertThat(standing.isWell(0)).isFalse();
    }

    @Test
    void anAnswerInBetweenForgivesTheFailuresBefore() {
        fail(2, 0);
        standing.answered(200, 0, false);
        fail(2, 0);
        assertThat(standing.isWell(0)).isTrue();
    }

    @Test
    void whenTheTimeIsOverOneCallTriesAndNoOther() {
        fail(3, 0);
        assertThat(standing.takeTrial(SECOND - 1)).isFalse();
        assertThat(standing.takeTrial(SECOND)).isTrue();
        assertThat(standing.takeTrial(SECOND)).isFalse();
        assertThat(standing.isWell(SECOND)).isFalse();
    }

    @Test
    void theTrialsSuccessClosesIt() {
        fail(3, 0);
        standing.takeTrial(SECOND);
        standing.answered(200, SECOND, true);
        assertThat(standing.isWell(SECOND)).isTrue();
        fail(2, SECOND);
        assertThat(standing.isWell(SECOND)).isTrue();
    }

    @Test
    void eachFailedTrialDoublesTheTimeUpToAMinute() {
        fail(3, 0);
        long now = SECOND;
        for (int pause : new int[] {2, 4, 8, 16, 32, 60, 60}) {
            assertThat(standing.takeTrial(now)).isTrue();
            standing.failed(now, true, "refused");
            assertThat(standing.needsTrial(now + pause * SECOND - 1)).isFalse();
            now += pause * SECOND;
            assertThat(standing.needsTrial(now)).isTrue();
        }
    }

    @Test
    void callsThatBeganBeforeItOpenedDoNotProlongIt() {
        fail(100, 0);
        assertThat(standing.needsTrial(SECOND)).isTrue();
    }

    @Test
    void aTrialThatIsGivenBackOrForgottenMakesRoomForAnother() {
        fail(3, 0);
        standing.takeTrial(SECOND);
        standing.giveTrialBack(SECOND);
        assertThat(standing.takeTrial(SECOND)).isTrue();
        assertThat(standing.takeTrial(SECOND + PATIENCE)).isTrue();
    }

    @Test
    void noMoreConnectionsAreTakenThanThereMayBe() {
        for (int i = 0; i < UpstreamOptions.DEFAULT.connections(); i++) {
            assertThat(standing.takeSlot()).isTrue();
        }
        assertThat(standing.takeSlot()).isFalse();
        standing.freeSlot();
        assertThat(standing.takeSlot()).isTrue();
    }

    @Test
    void aFifthOfTheRequestsMayBeTriedAgain() {
        RetryBudget budget = new RetryBudget(0);
        boolean left = true;
        while (left) {
            left = budget.spend(0);
        }
        int spent = 0;
        for (int i = 0; i < 100; i++) {
            budget.request();
            spent += budget.spend(0) ? 1 : 0;
        }
        assertThat(spent).isEqualTo(20);
        assertThat(budget.spend(SECOND)).isTrue();
        assertThat(budget.spend(SECOND)).isFalse();
    }

    private void fail(int times, long now) {
        for (int i = 0; i < times; i++) {
            standing.failed(now, false, "refused");
        }
    }
}
