package io.gatehouse.gateway.store.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final Instant MONDAY_NINE = Instant.parse("2026-03-02T09:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private static Visit visit(Instant at, long device, long prefix, String country) {
        return new Visit(
                at,
                device,
                prefix,
                prefix << 32,
                2119,
                country,
                country + "-1",
                7L << 32,
                "Firefox",
                "macOS",
                "desktop",
                "nb",
                59.91,
                10.75,
                20,
                Print.UNKNOWN);
    }

    private static History daily(int days) {
        History history = History.EMPTY;
        for (int day = 0; day < days; day++) {
            history = history.learn(visit(MONDAY_NINE.plus(DAY.multipliedBy(day)), 1, 10, "NO"));
        }
        return history;
    }

    @Test
    void learnsWhatAVisitSays() {
        History history = daily(3);

        assertThat(history.signIns()).isEqualTo(3);
        assertThat(history.firstSecond()).isEqualTo(MONDAY_NINE.getEpochSecond());
        assertThat(history.lastSecond())
                .isEqualTo(MONDAY_NINE.plus(DAY.multipliedBy(2)).getEpochSecond());
        assertThat(history.devices().find(1L))
                .isNotNull()
                .satisfies(device -> assertThat(device.count()).isEqualTo(3));
        assertThat(history.countries().share("NO")).isEqualTo(1);
        assertThat(history.countries().isStrange("SE")).isTrue();
        assertThat(history.stays())
                .hasSize(3)
                .first()
                .satisfies(stay -> assertThat(stay.latitudeDegrees()).isEqualTo(59.91));
    }

    @Test
    void leavesOutWhatAVisitDoesNotKnow() {
        History history = History.EMPTY.learn(new Visit(
                MONDAY_NINE,
                1,
                10,
                9,
                0,
                "",
                "",
                0,
                "",
                "",
                "",
                "",
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Print.UNKNOWN));

        assertThat(history.asns().isEmpty()).isTrue();
        assertThat(history.countries().isEmpty()).isTrue();
        assertThat(history.countries().isStrange("NO")).isFalse();
        assertThat(history.countries().share("NO")).isNaN();
        assertThat(history.stays().get(0).isSomewhere()).isFalse();
    }

    @Test
    void learnsNoMoreThanADaysShareOfOneDay() {
        History history = History.EMPTY;
        for (int i = 0; i < 1_000; i++) {
            history = history.learn(visit(MONDAY_NINE.plusSeconds(i), 666, 66, "XX"));
        }
        assertThat(history.signIns()).isEqualTo(History.LEARNT_A_DAY);

        history = history.learn(visit(MONDAY_NINE.plus(DAY), 1, 10, "NO"));
        assertThat(history.signIns()).isEqualTo(History.LEARNT_A_DAY + 1);
    }

    @Test
    void forgetsTheDeviceThatWasSeenLongestAgo() {
        History history = History.EMPTY;
        for (int device = 0; device < 17; device++) {
            history = history.learn(visit(MONDAY_NINE.plus(DAY.multipliedBy(device)), device, 10, "NO"));
        }
        assertThat(history.devices().entries()).hasSize(16);
        assertThat(history.devices().find(0L)).isNull();
        assertThat(history.devices().find(16L)).isNotNull();
    }

    @Test
    void countsOfADeviceDoNotFadeButSharesFollowWhoeverMovesHouse() {
        History history = daily(300);
        for (int day = 300; day < 390; day++) {
            history = history.learn(visit(MONDAY_NINE.plus(DAY.multipliedBy(day)), 1, 20, "DE"));
        }
        assertThat(history.devices().find(1L))
                .isNotNull()
                .satisfies(device -> assertThat(device.count()).isEqualTo(390));
        // Plain counting would say 90 of 390.
        assertThat(history.countries().share("DE")).isGreaterThan(0.5);
    }

    @Test
    void knowsTheUsualHourAroundMidnightToo() {
        History history = History.EMPTY;
        for (int day = 0; day < 14; day++) {
            history = history.learn(
                    visit(Instant.parse("2026-03-02T23:30:00Z").plus(DAY.multipliedBy(day)), 1, 10, "NO"));
        }
        assertThat(history.hours().hourShare(Instant.parse("2026-04-01T01:10:00Z")))
                .isEqualTo(1);
        assertThat(history.hours().hourShare(Instant.parse("2026-04-01T03:10:00Z")))
                .isZero();
        assertThat(history.hours().weekdayShare(Instant.parse("2026-04-04T12:00:00Z")))
                .as("a Saturday")
                .isCloseTo(4 / 14.0, within(1e-9));
    }

    @Test
    void aHabitThatWasGivenUpFades() {
        HourOfWeek hours = HourOfWeek.EMPTY;
        for (int week = 0; week < 10; week++) {
            hours = hours.with(MONDAY_NINE.plus(DAY.multipliedBy(7L * week)));
        }
        Instant evening = MONDAY_NINE.plus(Duration.ofHours(11));
        for (int week = 10; week < 40; week++) {
            hours = hours.with(evening.plus(DAY.multipliedBy(7L * week)));
        }
        assertThat(hours.hourShare(MONDAY_NINE)).isLessThan(0.2);
        assertThat(hours.hourShare(evening)).isGreaterThan(0.8);
    }

    @Test
    void reportedDevicesAreKnownAsSuchUntilAProvenSignInClearsThem() {
        History reported = daily(3).report(1, MONDAY_NINE).report(77, MONDAY_NINE);
        assertThat(reported.isReported(1)).isTrue();
        assertThat(reported.isReported(77)).isTrue();
        assertThat(reported.isReported(2)).isFalse();

        History cleared = reported.learn(visit(MONDAY_NINE.plus(DAY), 1, 10, "NO"));
        assertThat(cleared.isReported(1)).isFalse();
        assertThat(cleared.isReported(77)).isTrue();
    }

    @Test
    void whatWasLearntSinceATakeoverIsUnlearntAsIfItHadNeverBeen() {
        History before = daily(30);
        Instant takeover = MONDAY_NINE.plus(DAY.multipliedBy(30));
        History after = before;
        for (int i = 0; i < 10; i++) {
            after = after.learn(visit(takeover.plus(Duration.ofHours(i)), 666, 66, "XX"));
        }
        History left = after.unlearn(new Doubt(takeover, Set.of()));
        assertThat(left.devices()).isEqualTo(before.devices());
        assertThat(left.prefixes()).isEqualTo(before.prefixes());
        assertThat(left.countries()).isEqualTo(before.countries());
        assertThat(left.hours()).isEqualTo(before.hours());
        assertThat(left.signIns()).isEqualTo(30);
        assertThat(left.lastSecond()).isEqualTo(before.lastSecond());
        assertThat(left.recent()).isEqualTo(before.recent().subList(0, 6));
    }

    @Test
    void moreThanIsKeptOneByOneIsUnlearntBecauseItWasNew() {
        Instant takeover = MONDAY_NINE.plus(DAY.multipliedBy(30));
        History after = daily(30);
        for (int i = 0; i < 3 * History.RECENT; i++) {
            after = after.learn(visit(takeover.plus(Duration.ofHours(2L * i)), 666, 66, "XX"));
        }
        History left = after.unlearn(new Doubt(takeover, Set.of()));
        assertThat(left.devices().find(666L)).isNull();
        assertThat(left.prefixes().find(66L)).isNull();
        assertThat(left.countries().find("XX")).isNull();
        assertThat(left.countries().share("NO")).isEqualTo(1);
        assertThat(left.recent()).isEmpty();
    }

    @Test
    void aDoubtMayBeOfOneDeviceOrNetwork() {
        History history = daily(10)
                .learn(visit(MONDAY_NINE.plus(DAY.multipliedBy(10)), 666, 10, "NO"))
                .learn(visit(MONDAY_NINE.plus(DAY.multipliedBy(11)), 1, 66, "SE"));

        History trusted = history.unlearn(new Doubt(Instant.EPOCH, Set.of(666L)));
        assertThat(trusted.devices().find(666L)).isNull();
        assertThat(trusted.prefixes().find(66L)).isNotNull();
        assertThat(trusted.signIns()).isEqualTo(11);

        History athome = history.unlearn(new Doubt(Instant.EPOCH, Set.of(66L)));
        assertThat(athome.countries().find("SE")).isNull();
        assertThat(athome.devices().find(1L))
                .isNotNull()
                .satisfies(device -> assertThat(device.count()).isEqualTo(10));
    }

    @Test
    void aDoubtOfEverythingLeavesNothing() {
        assertThat(daily(20).unlearn(new Doubt(MONDAY_NINE, Set.of()))).isEqualTo(History.EMPTY);
        assertThat(daily(20).unlearn(new Doubt(MONDAY_NINE.plus(DAY.multipliedBy(365)), Set.of())))
                .isEqualTo(daily(20));
        assertThat(History.EMPTY.unlearn(new Doubt(Instant.EPOCH, Set.of()))).isEqualTo(History.EMPTY);
    }

    @Test
    void aReportUnlearnsItsDeviceAndWhateverIsNewInItsNetwork() {
        Instant now = MONDAY_NINE.plus(DAY.multipliedBy(30));
        History history = daily(30)
                .learn(visit(now.minusSeconds(7_200), 5, 10, "NO"))
                .learn(visit(now.minusSeconds(3_600), 666, 10, "NO"));

        History left = history.reported(666, 10, now);
        assertThat(left.devices().find(666L)).isNull();
        assertThat(left.devices().find(5L)).as("came with the stranger").isNull();
        assertThat(left.devices().find(1L))
                .as("known for a month")
                .isEqualTo(daily(30).devices().find(1L));
        assertThat(left.isReported(666)).isTrue();
        assertThat(left.isReported(10)).isTrue();
    }

    @Test
    void whatATallyHasNoRoomForIsNotKeptElsewhere() {
        History history = History.EMPTY;
        for (int i = 0; i < 12; i++) {
            history = history.learn(visit(MONDAY_NINE.plus(DAY.multipliedBy(i)), 1, 10, "A" + (char) ('A' + i)));
        }
        assertThat(history.recent())
                .extracting(Learnt::country)
                .startsWith("AL", "AK")
                .endsWith("", "", "", "");
    }

    @Test
    void dropsWhatIsOlderThanTheRetention() {
        History history = History.EMPTY
                .report(99, MONDAY_NINE)
                .learn(visit(MONDAY_NINE, 1, 10, "NO"))
                .learn(visit(MONDAY_NINE.plus(DAY.multipliedBy(100)), 2, 20, "SE"));

        History young = history.since(MONDAY_NINE.plus(DAY.multipliedBy(50)));
        assertThat(young.devices().find(1L)).isNull();
        assertThat(young.devices().find(2L)).isNotNull();
        assertThat(young.countries().entries()).hasSize(1);
        assertThat(young.stays()).hasSize(1);
        assertThat(young.isReported(99)).isFalse();
        assertThat(young.firstSecond())
                .isEqualTo(MONDAY_NINE.plus(DAY.multipliedBy(50)).getEpochSecond());

        assertThat(history.since(MONDAY_NINE.plus(DAY.multipliedBy(200)))).isEqualTo(History.EMPTY);
        assertThat(history.since(MONDAY_NINE)).isEqualTo(history);
    }

    @Test
    void shortensTextsToWholeCharacters() {
        assertThat(History.shortened("Firefox")).isEqualTo("Firefox");
        assertThat(History.shortened("NO-Troms og Finnmark")).isEqualTo("NO-Troms o");
        assertThat(History.shortened("東京都新宿区")).isEqualTo("東京都");
    }

    @Test
    void refusesBytesThatAreNotAHistory() {
        byte[] bytes = HistoryCodec.encode(daily(10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HistoryCodec.decode(new byte[] {9, 0, 0}))
                .withMessageContaining("version 9");
        IntStream.range(0, bytes.length)
                .forEach(end -> assertThatIllegalArgumentException()
                        .as("cut after %d bytes", end)
                        .isThrownBy(() -> HistoryCodec.decode(Arrays.copyOf(bytes, end)))
                        .withMessageContaining("damaged"));
    }
}
