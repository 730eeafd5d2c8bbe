package io.gatehouse.gateway.challenge;

import static io.gatehouse.gateway.challenge.Bench.OTHER_STRANGER;
import static io.gatehouse.gateway.challenge.Bench.STRANGER;
import static io.gatehouse.gateway.challenge.Bench.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.store.Device;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aSourceWaitsTwiceAsLongEachTimeUpToAnHour() {
        bench.opened("ann", STRANGER, false);
        for (int seconds = 10; seconds < 3600; seconds *= 2) {
            assertThat(bench.refused("ann", STRANGER, false).toSeconds()).isBetween(seconds - 1L, (long) seconds);
            bench.pass(Duration.ofSeconds(seconds));
            bench.opened("ann", STRANGER, false);
        }
        for (int again = 0; again < 3; again++) {
            bench.pass(Duration.ofMinutes(59));
            assertThat(bench.refused("ann", STRANGER, false)).isPositive();
            bench.pass(Duration.ofMinutes(1));
            bench.opened("ann", STRANGER, false);
        }
    }

    @Test
    void manySourcesTogetherWaitAfterTheFirstFour() {
        for (int source = 0; source < 5; source++) {
            bench.opened("ann", "203.0.113." + source, false);
            bench.pass(Bench.EXPIRES);
        }
        for (int source = 5; source < 8; source++) {
            bench.opened("ann", "203.0.113." + source, false);
            bench.pass(Bench.EXPIRES);
        }
        bench.opened("ann", "203.0.113.8", false);
        bench.pass(Bench.EXPIRES);
        assertThat(bench.refused("ann", "203.0.113.9", false)).isPositive();
    }

    @Test
    void theOwnersKnownDeviceDoesNotWaitForStrangers() {
        for (int source = 0; source < 8; source++) {
            bench.opened("ann", "203.0.113." + source, false);
            bench.pass(Bench.EXPIRES);
        }
        for (int sign = 0; sign < 5; sign++) {
            bench.opened("ann", STRANGER, true);
        }
        assertThat(bench.refused("ann", STRANGER, true)).isPositive();
        bench.pass(Duration.ofMinutes(1));
        bench.opened("ann", STRANGER, true);
    }

    @Test
    void anApprovalStartsTheCountAnew() {
        Device phone = bench.phone("ann");
        bench.opened("ann", STRANGER, false);
        bench.pass(Duration.ofSeconds(10));
        Opening.Opened second = bench.opened("ann", STRANGER, false);
        await(bench.desk.approve(second.id(), phone, 0, second.code()));
        bench.opened("ann", STRANGER, false);
    }

    @Test
    void aReportedSourceIsBlockedForADayForThisUserWhateverIsApprovedElsewhere() {
        Device phone = bench.phone("ann");
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        await(bench.desk.deny(opened.id(), phone, 0, true));
        bench.pass(Duration.ofHours(1));
        Opening.Opened own = bench.opened("ann", OTHER_STRANGER, false);
        await(bench.desk.approve(own.id(), phone, 0, own.code()));
        bench.pass(Duration.ofHours(22));
        assertThat(bench.refused("ann", STRANGER, false).toMinutes()).isEqualTo(60);
        bench.opened("ann", STRANGER, true);
        bench.opened("bob", STRANGER, false);
        bench.pass(Duration.ofHours(1));
        bench.opened("ann", STRANGER, false);
    }
}
