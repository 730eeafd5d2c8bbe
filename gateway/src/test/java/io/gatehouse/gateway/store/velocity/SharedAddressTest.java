package io.gatehouse.gateway.store.velocity;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.store.Traces;
import io.gatehouse.risk.Facts;
import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.Thresholds;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A school whose eight hundred pupils share one address, and sign in on machines that nobody knows, judged by the shipped rules on counts alone. */
class SharedAddressTest {
    private static final long MONDAY = Instant.parse("2026-03-02T07:00:00Z").getEpochSecond();
    private static final long DAY = 86_400;
    private static final int PUPILS = 800;
    private static final int MOST_TRIES = 4;

    private final Random random = new Random(5);
    private long second = MONDAY;
    private final VelocityWindows windows =
            new VelocityWindows((InstantSource) () -> Instant.ofEpochSecond(second), new UsualShare(), ended -> {});

    /** As evenly spread as keyed hashes. */
    private static Traces traces(long account) {
        long mark = account * 0x9E3779B97F4A7C15L;
        return new Traces("user" + account, (mark ^ mark >>> 31) * 0xBF58476D1CE4E5B9L, 0, false, 7, 8, 8, 2119, 0, 9);
    }

    private int tryAs(RuleBook rules, long account, boolean right) {
        Facts.Velocity velocity = windows.attempted(traces(account), second).velocity();
        Judgement judgement = rules.judge(
                new Facts(
                        Facts.Account.UNKNOWN,
                        Facts.Place.UNKNOWN,
                        Facts.Network.UNKNOWN,
                        Facts.Travel.UNKNOWN,
                        Facts.Device.UNKNOWN,
                        Facts.Client.UNKNOWN,
                        Facts.Habit.UNKNOWN,
                        Facts.Familiarity.UNKNOWN,
                        velocity),
                Thresholds.DEFAULT);
        if (right) {
            windows.succeeded(traces(account), second);
        } else {
            windows.failed(traces(account), second);
        }
        return judgement.score();
    }

    /** Everybody signs in within an hour; tells the highest score. */
    private int morning(RuleBook rules, double wrong) {
        int highest = 0;
        long begin = second;
        for (int pupil = 1; pupil <= PUPILS; pupil++) {
            second = begin + 3_600L * pupil / PUPILS;
            int tries = 1;
            while (tries < MOST_TRIES && random.nextDouble() < wrong) {
                highest = Math.max(highest, tryAs(rules, pupil, false));
                tries++;
            }
            highest = Math.max(highest, tryAs(rules, pupil, true));
        }
        return highest;
    }

    @Test
    void aSchoolIsNoAttackAndAnAttackFromItIsSeen() {
        try (RuleBook rules = RuleBook.shipped()) {
            assertThat(morning(rules, 0.15)).isLessThan(Thresholds.DEFAULT.challengeAt());
            second = MONDAY + DAY;
            assertThat(morning(rules, 0.5)).as("new passwords for all").isLessThan(Thresholds.DEFAULT.challengeAt());

            int highest = 0;
            for (int i = 0; i < 3_000; i++) {
                highest = Math.max(highest, tryAs(rules, 10_000 + i, false));
            }
            assertThat(highest).isGreaterThanOrEqualTo(Thresholds.DEFAULT.blockAt());
        }
    }
}
