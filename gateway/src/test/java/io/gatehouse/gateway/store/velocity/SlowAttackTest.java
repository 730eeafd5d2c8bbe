package io.gatehouse.gateway.store.velocity;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.store.Traces;
import io.gatehouse.risk.Facts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A site with five thousand sign-ins a day, about one in eight refused, for a week and a day; on the last day perhaps an attack that no address gives away. */
class SlowAttackTest {
    private static final long BEGIN = Instant.parse("2026-03-02T00:00:00Z").getEpochSecond();
    private static final long DAY = 86_400;
    private static final int DAYS = 8;
    private static final int SIGN_INS_A_DAY = 5_000;
    private static final double[] BY_HOUR = {
        5.6, 5.6, 6.8, 7.3, 8.4, 12, 19, 29, 31, 33, 33, 33, 33, 33, 33, 33, 34, 34, 34, 34, 30, 23, 15, 8
    };

    private final Random random = new Random(7);
    private long second = BEGIN;
    private final VelocityWindows windows =
            new VelocityWindows((InstantSource) () -> Instant.ofEpochSecond(second), new UsualShare(), ended -> {});

    private record Event(long second, Traces traces, boolean failed) {}

    private static long hash(long kind, long number) {
        long mixed = (kind * 1_000_003 + number + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 32;
    }

    private static Traces traces(long account, long address, long asn, long ja4) {
        return new Traces(
                "user" + account,
                hash(1, account),
                hash(2, account),
                false,
                hash(3, address),
                hash(4, address / 8),
                hash(4, address / 8),
                asn,
                0,
                ja4 == 0 ? 0 : hash(5, ja4));
    }

    private List<Event> usualDay(long begin) {
        List<Event> events = new ArrayList<>();
        double sum = 0;
        for (double hour : BY_HOUR) {
            sum += hour;
        }
        for (int hour = 0; hour < BY_HOUR.length; hour++) {
            // Better and worse hours.
            double share = 0.10 + 0.05 * random.nextDouble();
            for (int i = 0; i < SIGN_INS_A_DAY * BY_HOUR[hour] / sum; i++) {
                int account = random.nextInt(3_000);
                events.add(new Event(
                        begin + hour * 3_600L + random.nextInt(3_600),
                        // A thousand behind one carrier's address.
                        traces(account, account < 1_000 ? 0 : account, 1 + account % 9, 1 + account % 5),
                        random.nextDouble() < share));
            }
        }
        return events;
    }

    private record Highest(
            double global1h, double global24h, double asn24h, double ja41h, double ja424h, double address1h) {}

    /** Plays a week and the day, and tells the highest facts of that day's sign-ins. */
    private Highest play(List<Event> attack) {
        List<Event> events = new ArrayList<>(attack);
        for (int day = 0; day < DAYS; day++) {
            events.addAll(usualDay(BEGIN + day * DAY));
        }
        events.sort((one, other) -> Long.compare(one.second, other.second));
        Highest highest = new Highest(0, 0, 0, 0, 0, 0);
        for (Event event : events) {
            second = event.second;
            if (second >= BEGIN + (DAYS - 1) * DAY) {
                Facts.Velocity now = windows.attempted(event.traces, second).velocity();
                highest = new Highest(
                        Math.max(highest.global1h, now.globalExcess1h()),
                        Math.max(highest.global24h, now.globalExcess24h()),
                        max(highest.asn24h, now.asnExcess24h()),
                        max(highest.ja41h, now.ja4Excess1h()),
                        max(highest.ja424h, now.ja4Excess24h()),
                        Math.max(highest.address1h, now.addressFailures1h()));
            }
            if (event.failed) {
                windows.failed(event.traces, second);
            } else {
                windows.succeeded(event.traces, second);
            }
        }
        return highest;
    }

    private static double max(double highest, double now) {
        return Double.isNaN(now) ? highest : Math.max(highest, now);
    }

    /** Tries spread evenly over the last day. */
    private static List<Event> attack(int tries, int accounts, int addresses, int providers, long ja4) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < tries; i++) {
            events.add(new Event(
                    BEGIN + (DAYS - 1) * DAY + i * DAY / tries,
                    traces(i % accounts, 100_000 + i % addresses * 8L, 1_000 + i % providers, ja4),
                    true));
        }
        return events;
    }

    @Test
    void aUsualDayRaisesNothing() {
        Highest highest = play(List.of());
        assertThat(highest.global1h).isZero();
        assertThat(highest.global24h).isZero();
        assertThat(highest.asn24h).isZero();
        assertThat(highest.ja41h).isZero();
        assertThat(highest.ja424h).isZero();
        assertThat(highest.address1h)
                .as("a carrier's address fails now and then")
                .isGreaterThan(5);
    }

    @Test
    void twelveThousandAddressesThatTryThreeTimesADayAreSeenByWhatTheyHaveInCommon() {
        Highest highest = play(attack(36_000, 3_000, 12_000, 3_000, 99));
        assertThat(highest.ja41h).isGreaterThan(1_000);
        assertThat(highest.ja424h).isGreaterThan(20_000);
        assertThat(highest.global1h).isGreaterThan(1_000);
        assertThat(highest.asn24h).as("twelve tries a provider are nothing").isLessThan(30);
    }

    @Test
    void behindABalancerThatHidesTheirToolTheSiteShowsThem() {
        Highest highest = play(attack(36_000, 3_000, 12_000, 3_000, 0));
        assertThat(highest.global1h).isGreaterThan(1_000);
        assertThat(highest.global24h).isGreaterThan(20_000);
    }

    @Test
    void onePasswordForAllAccountsInADayIsSeen() {
        Highest highest = play(attack(2_000, 2_000, 400, 40, 99));
        assertThat(highest.ja424h).isGreaterThan(1_000);
        assertThat(highest.global24h).isGreaterThan(500);
    }

    @Test
    void sprayedFromOneProviderThroughACommonBrowserItIsSeenThere() {
        Highest highest = play(attack(2_000, 2_000, 400, 1, 1));
        assertThat(highest.asn24h).isGreaterThan(1_000);
        assertThat(highest.ja424h).isGreaterThan(200);
    }

    @Test
    void whatIsUsualIsUnknownAtFirstAndNotMovedByADayOfAttack() {
        assertThat(new UsualShare().usual()).isNaN();
        UsualShare share = new UsualShare();
        for (int hour = 0; hour < 168; hour++) {
            boolean attacked = hour >= 144;
            for (int i = 0; i < 100; i++) {
                share.add(hour * 3_600L, attacked ? i < 95 : i < 12);
            }
        }
        share.add(168 * 3_600L, false);
        assertThat(share.usual()).isEqualTo(0.12);
    }
}
