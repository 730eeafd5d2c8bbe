package io.gatehouse.gateway.store.velocity;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.store.Traces;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class VelocityWindowsTest {
    private long second = Instant.parse("2026-03-02T09:00:00Z").getEpochSecond();
    private final VelocityWindows windows =
            new VelocityWindows((InstantSource) () -> Instant.ofEpochSecond(second), new UsualShare(), ended -> {});

    private static Traces traces(long account, long address) {
        return new Traces(
                "user" + account,
                account,
                account * 1_000,
                true,
                address,
                1 + address / 256,
                1 + address / 256,
                0,
                0,
                0);
    }

    /** As evenly spread as a keyed hash. */
    private static long mark(long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        return (mixed ^ mixed >>> 31) * 0xBF58476D1CE4E5B9L;
    }

    private void pass(Duration time) {
        second += time.toSeconds();
    }

    @Test
    void failuresOfAnAccountCountForTheirWindow() {
        Traces alice = traces(1, 1);
        for (int i = 0; i < 3; i++) {
            windows.failed(alice, second);
        }
        assertThat(windows.attempted(alice, second).velocity().userFailures10m())
                .isEqualTo(3);

        pass(Duration.ofMinutes(9).minusSeconds(1));
        assertThat(windows.attempted(alice, second).velocity().userFailures10m())
                .isEqualTo(3);

        pass(Duration.ofMinutes(1).plusSeconds(1));
        assertThat(windows.attempted(alice, second).velocity().userFailures10m())
                .isZero();
        assertThat(windows.attempted(alice, second).velocity().userFailures24h())
                .isEqualTo(3);

        pass(Duration.ofHours(24));
        assertThat(windows.attempted(alice, second).velocity().userFailures24h())
                .isZero();
    }

    @Test
    void failuresSlideOutOneByOne() {
        Traces alice = traces(1, 1);
        for (int minute = 0; minute < 30; minute++) {
            windows.failed(alice, second);
            pass(Duration.ofMinutes(1));
        }
        assertThat(windows.attempted(alice, second).velocity().userFailures10m())
                .isBetween(9.0, 10.0);
        assertThat(windows.attempted(alice, second).velocity().userFailures24h())
                .isEqualTo(30);
    }

    @Test
    void strangersAtAnAddressAreCountedOnceEachThisOneIncluded() {
        for (int account = 1; account <= 40; account++) {
            windows.attempted(traces(account, 7), second);
            windows.attempted(traces(account, 7), second);
        }
        assertThat(windows.attempted(traces(1, 7), second).velocity().addressUsers1h())
                .isEqualTo(40);
        assertThat(windows.attempted(traces(1, 8), second).velocity().addressUsers1h())
                .as("another address of the same network")
                .isEqualTo(1);
        assertThat(windows.attempted(traces(1, 8), second).velocity().networkUsers1h())
                .isEqualTo(40);

        pass(Duration.ofHours(1));
        assertThat(windows.attempted(traces(41, 7), second).velocity().addressUsers1h())
                .isEqualTo(1);
    }

    @Test
    void aCrowdIsEstimatedBeyondSixtyFour() {
        for (int account = 1; account <= 1_000; account++) {
            windows.attempted(traces(mark(account), 7), second);
        }
        assertThat(windows.attempted(traces(mark(1), 7), second).velocity().addressUsers1h())
                .isBetween(700.0, 1_300.0);
        pass(Duration.ofHours(1));
        assertThat(windows.attempted(traces(mark(1), 7), second).velocity().addressUsers1h())
                .isEqualTo(1);
    }

    @Test
    void failuresCountForAddressAndNetworkAndEveryone() {
        windows.failed(traces(1, 7), second);
        windows.failed(traces(2, 7), second);
        windows.failed(traces(3, 8), second);

        var velocity = windows.attempted(traces(9, 7), second).velocity();
        assertThat(velocity.addressFailures10m()).isEqualTo(2);
        assertThat(velocity.addressFailures1h()).isEqualTo(2);
        assertThat(velocity.networkFailures1h()).isEqualTo(3);
        assertThat(velocity.globalFailures10m()).isEqualTo(3);
        assertThat(velocity.userFailures10m()).isZero();
    }

    @Test
    void theShareOfFailuresIsUnknownUntilThereIsEnough() {
        for (int i = 0; i < 10; i++) {
            windows.failed(traces(i, 7), second);
        }
        for (int i = 0; i < 9; i++) {
            windows.succeeded(traces(i, 7), second);
        }
        assertThat(windows.attempted(traces(1, 7), second).velocity().globalFailureShare10m())
                .isNaN();
        windows.succeeded(traces(9, 7), second);
        assertThat(windows.attempted(traces(1, 7), second).velocity().globalFailureShare10m())
                .isEqualTo(0.5);
        assertThat(windows.attempted(traces(1, 7), second).velocity().addressSuccessUsers24h())
                .isEqualTo(10);
    }

    @Test
    void challengesAndDenialsAreTheAccountsOwn() {
        windows.challenged(traces(1, 7), second);
        windows.challenged(traces(1, 8), second);
        windows.denied(traces(1, 7), second);

        assertThat(windows.attempted(traces(1, 9), second).velocity().userChallenges1h())
                .isEqualTo(2);
        assertThat(windows.attempted(traces(1, 9), second).velocity().userDenials24h())
                .isEqualTo(1);
        assertThat(windows.attempted(traces(2, 7), second).velocity().userChallenges1h())
                .isZero();
    }

    @Test
    void accountsOfADeviceAreCountedWhereADeviceWasShown() {
        Traces alice = new Traces("a", 1, 500, true, 7, 0, 0, 0, 0, 0);
        Traces bob = new Traces("b", 2, 500, true, 7, 0, 0, 0, 0, 0);
        windows.attempted(alice, second);

        assertThat(windows.attempted(bob, second).deviceAccounts24h()).isEqualTo(2);
        assertThat(windows.attempted(new Traces("c", 3, 500, false, 7, 0, 0, 0, 0, 0), second)
                        .deviceAccounts24h())
                .isNaN();
    }

    @Test
    void aForgottenAccountHasNoCounts() {
        windows.failed(traces(1, 7), second);
        windows.forget(1);
        assertThat(windows.attempted(traces(1, 7), second).velocity().userFailures24h())
                .isZero();
    }

    @Test
    void aClockThatWasWrongForADayDoesNotCountForEver() {
        Traces alice = traces(1, 7);
        windows.failed(alice, second + Duration.ofDays(365).toSeconds());
        assertThat(windows.attempted(alice, second).velocity().userFailures24h())
                .isZero();
        windows.failed(alice, second);
        assertThat(windows.attempted(alice, second).velocity().userFailures24h())
                .isEqualTo(1);
    }
}
