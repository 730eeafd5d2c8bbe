package io.gatehouse.gateway.store.familiarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Print;
import io.gatehouse.gateway.store.history.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FamiliarityTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final String[] KINDS = {"desktop", "mobile", "tablet"};

    private final Census census = new Census();
    private final Map<String, History> histories = new HashMap<>();

    /** A sign-in as the published algorithm reads it: the values' numbers, by feature from fine to coarse. */
    private record Row(int user, int[] address, int[] client) {}

    private static long hash(long number) {
        long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 32;
    }

    private static Visit visit(Instant at, int address, int asn, String country, int agent) {
        return new Visit(
                at,
                1,
                hash(address),
                hash(address),
                asn,
                country,
                "",
                hash(agent),
                "Browser" + agent % 7,
                "System" + agent % 5,
                KINDS[agent % 3],
                "",
                0,
                0,
                0,
                Print.UNKNOWN);
    }

    private Familiarity familiarity(String user, Visit visit) {
        return new Familiarity(histories.getOrDefault(user, History.EMPTY), visit, census.of(visit));
    }

    private void learn(String user, Visit visit) {
        History before = histories.getOrDefault(user, History.EMPTY);
        histories.put(user, before.learn(visit));
        census.add(visit, before.signIns() == 0, Census.Ledger.NOWHERE);
    }

    /** The formula over the raw log, with no state of ours: an account's last 16 sign-ins, everybody's since the beginning. */
    private static double published(List<Row> log, Row now) {
        List<Row> own = log.stream().filter(row -> row.user == now.user).toList();
        own = own.subList(Math.max(0, own.size() - 16), own.size());
        BitSet users = new BitSet();
        log.forEach(row -> users.set(row.user));
        double score = 1.0 / users.cardinality() / ((double) own.size() / log.size());
        score *= part(log, own, now, Row::address, new double[] {0.6, 0.3, 0.1});
        score *= part(log, own, now, Row::client, new double[] {0.5387, 0.2680, 0.1882, 0.0051});
        return Math.log(score);
    }

    private static double part(List<Row> log, List<Row> own, Row now, Function<Row, int[]> feature, double[] weights) {
        int[] value = feature.apply(now);
        double owners = 0;
        for (int level = 0; level < weights.length; level++) {
            owners += weights[level] * same(own, feature, level, value[level]) / own.size();
        }
        List<Row> sharing =
                log.stream().filter(row -> feature.apply(row)[0] == value[0]).toList();
        double room = log.size() + unseen(log, feature, weights.length);
        double finest = sharing.isEmpty()
                ? 1 / room
                : sharing.size()
                        / (double) (sharing.size() + unseen(sharing, feature, weights.length))
                        * (sharing.size() / room);
        double everybodys = weights[0] * finest;
        for (int level = 1; level < weights.length; level++) {
            everybodys += weights[level] * same(log, feature, level, value[level]) / log.size();
        }
        return owners == 0 ? 4 : everybodys / owners;
    }

    private static int same(List<Row> rows, Function<Row, int[]> feature, int level, int value) {
        int same = 0;
        for (Row row : rows) {
            same += feature.apply(row)[level] == value ? 1 : 0;
        }
        return same;
    }

    private static int unseen(List<Row> rows, Function<Row, int[]> feature, int levels) {
        int distinct = 1;
        for (int level = 1; level < levels; level++) {
            BitSet values = new BitSet();
            for (Row row : rows) {
                values.set(feature.apply(row)[level]);
            }
            distinct += values.cardinality();
        }
        return distinct;
    }

    @Test
    void thePublishedScoreIsReproducedThroughoutTenThousandRandomSignIns() {
        Random random = new Random(2016);
        List<Row> log = new ArrayList<>();
        int compared = 0;
        for (int i = 0; i < 10_000; i++) {
            int number = (int) (400 * Math.pow(random.nextDouble(), 2));
            String user = "user" + number;
            // Eight providers an account at most: what its history tells apart.
            int asn = 100 + (number + random.nextInt(random.nextInt(6) == 0 ? 8 : 2)) % 60;
            int address = asn * 1_000 + random.nextInt(random.nextInt(3) == 0 ? 200 : 3);
            int agent = (number * 13 + random.nextInt(random.nextInt(4) == 0 ? 5 : 2)) % 120;
            Visit visit = visit(BEGIN.plus(Duration.ofMinutes(30L * i)), address, asn, "C" + asn % 12, agent);
            Row row = new Row(
                    number, new int[] {address, asn, asn % 12}, new int[] {agent, agent % 7, agent % 5, agent % 3});
            // The raw log is read anew for each comparison: all of them would take ten seconds.
            if (i % 5 == 0 && histories.containsKey(user)) {
                assertThat(familiarity(user, visit).freeman()).isCloseTo(published(log, row), within(1e-12));
                compared++;
            }
            learn(user, visit);
            log.add(row);
        }
        assertThat(compared).isGreaterThan(1_800);
    }

    /** Two hundred people of one town, and a few of elsewhere. */
    private void aTown() {
        for (int day = 0; day < 30; day++) {
            for (int person = 0; person < 200; person++) {
                String country = person < 190 ? "NO" : person < 199 ? "SE" : "BR";
                int asn = country.equals("NO") ? 10 + person % 4 : country.equals("SE") ? 50 : 70;
                learn("person" + person, visit(BEGIN.plus(Duration.ofDays(day)), person, asn, country, person % 40));
            }
        }
    }

    private double scoreOf(String user, int address, int asn, String country, int agent) {
        return familiarity(user, visit(BEGIN.plus(Duration.ofDays(31)), address, asn, country, agent))
                .score();
    }

    @Test
    void theOwnerAtHomeIsFamiliarAndAStrangerIsNot() {
        aTown();
        double home = scoreOf("person3", 3, 13, "NO", 3);
        double newAddress = scoreOf("person3", 5_000, 13, "NO", 3);
        double neighbour = scoreOf("person3", 4, 10, "NO", 4);
        double abroad = scoreOf("person3", 199, 70, "BR", 38);
        assertThat(home).isLessThan(-5);
        assertThat(newAddress).isBetween(home, 0.0);
        assertThat(neighbour).isGreaterThan(newAddress);
        assertThat(abroad).isGreaterThan(6).isGreaterThan(neighbour);
    }

    @Test
    void aRareCountryTellsMoreThanACommonOne() {
        aTown();
        assertThat(scoreOf("person199", 199_000, 70, "BR", 39)).isLessThan(0);
        double common = scoreOf("person199", 5_000, 10, "NO", 39);
        double rare = scoreOf("person199", 195, 50, "SE", 39);
        assertThat(rare).isGreaterThan(common);
        // The published score counts both as a factor of four.
        assertThat(familiarity("person199", visit(BEGIN, 5_000, 10, "NO", 39)).freeman())
                .isEqualTo(familiarity("person199", visit(BEGIN, 195, 50, "SE", 39))
                        .freeman());
    }

    @Test
    void whoeverOftenHasNewAddressesDoesNotSurpriseWithOne() {
        aTown();
        for (int i = 0; i < 16; i++) {
            learn("steady", visit(BEGIN.plus(Duration.ofHours(i)), 900, 10, "NO", 1));
            learn("traveller", visit(BEGIN.plus(Duration.ofHours(i)), 910 + i, 10, "NO", 1));
        }
        assertThat(scoreOf("traveller", 990, 10, "NO", 1)).isLessThan(scoreOf("steady", 990, 10, "NO", 1) - 1);
    }

    @Test
    void littleIsBelievedOfFewSignIns() {
        aTown();
        learn("new", visit(BEGIN, 900, 10, "NO", 1));
        for (int i = 0; i < 16; i++) {
            learn("old", visit(BEGIN.plus(Duration.ofHours(i)), 900, 10, "NO", 1));
        }
        assertThat(scoreOf("new", 199, 70, "BR", 38)).isLessThan(scoreOf("old", 199, 70, "BR", 38) - 1);
    }

    @Test
    void whatIsUnknownIsNoEvidence() {
        aTown();
        assertThat(scoreOf("person3", 5_000, 0, "", 3)).isEqualTo(scoreOf("person3", 3, 0, "", 3));
        assertThat(scoreOf("nobody", 3, 13, "NO", 3)).isNaN();
        assertThat(scoreOf("person3", 3, 0, "NO", 3)).isLessThan(0);
    }
}
