package io.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShippedRulesTest {
    private static final Path RULES = Path.of("rules");
    private static RuleBook shipped;

    @BeforeAll
    static void load() {
        shipped = RuleBook.shipped();
    }

    @AfterAll
    static void close() {
        shipped.close();
    }

    @Test
    void decideAsTheirTextDoesOnTenThousandRandomSignIns() throws Exception {
        List<RuleFile> files = RuleFolder.readTrusted(RULES);
        try (RuleBook fromText = RuleSource.of(files).book()) {
            assertThat(fromText.version()).isEqualTo(shipped.version());
            assertThat(fromText.rules()).isEqualTo(shipped.rules());
            RandomFacts random = new RandomFacts(new Random(20261124));
            for (int i = 0; i < 10_000; i++) {
                Facts facts = random.next();
                assertThat(fromText.judge(facts, Thresholds.DEFAULT))
                        .as("%s", facts)
                        .isEqualTo(shipped.judge(facts, Thresholds.DEFAULT));
            }
        }
    }

    @Test
    void eachFireOnSomeRandomSignIn() {
        RandomFacts random = new RandomFacts(new Random(7));
        List<String> fired = new Random(7)
                .ints(5_000)
                .mapToObj(i -> random.next())
                .flatMap(facts -> shipped.judge(facts, Thresholds.DEFAULT).reasons().stream())
                .map(Reason::rule)
                .distinct()
                .toList();

        assertThat(fired).containsExactlyInAnyOrderElementsOf(shipped.ruleNames());
    }

    @Test
    void compileToTheSameBytesAgain() throws Exception {
        RuleSource source = RuleSource.of(RuleFolder.readTrusted(RULES));
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        ShippedRules.write(source, source.compile(), again);

        try (InputStream built = ShippedRules.class.getResourceAsStream("shipped-rules.zip")) {
            assertThat(built).isNotNull();
            assertThat(again.toByteArray()).isEqualTo(built.readAllBytes());
        }
    }

    @Test
    void lieBesideAsText() throws Exception {
        for (RuleFile file : RuleFolder.readTrusted(RULES)) {
            try (InputStream text = ShippedRules.class.getResourceAsStream("rules/" + file.name())) {
                assertThat(text).as(file.name()).isNotNull();
                assertThat(text).asString(StandardCharsets.UTF_8).isEqualTo(file.text());
            }
        }
    }

    @Test
    void neverLockTheOwnerOutOfAKnownDeviceAtAUsualPlaceWhateverStrangersDo() {
        RandomGenerator random = new Random(99);
        RandomFacts anything = new RandomFacts(random);
        for (int i = 0; i < 5_000; i++) {
            Facts facts = new Facts(
                    new Facts.Account(
                            random.nextInt(1, 500),
                            random.nextInt(1, 900),
                            random.nextInt(0, 90),
                            random.nextBoolean(),
                            random.nextBoolean()),
                    new Facts.Place("NO", "", "", 59.9, 10.7, 50, 1, false, false),
                    new Facts.Network(
                            2119, "Telenor", false, false, false, false, false, false, 1, false, "", "", "", List.of(),
                            false, false, false),
                    new Facts.Travel(0, 10, 0, 0, 0),
                    new Facts.Device(
                            true,
                            false,
                            random.nextInt(1, 500),
                            random.nextInt(0, 900),
                            false,
                            false,
                            random.nextInt(1, 9),
                            false),
                    new Facts.Client("Firefox", "macOS", "desktop", "nb", false, false, false, false, false),
                    (Facts.Habit) anything.next(Facts.Habit.class),
                    (Facts.Familiarity) anything.next(Facts.Familiarity.class),
                    (Facts.Velocity) anything.next(Facts.Velocity.class));

            assertThat(shipped.judge(facts, Thresholds.DEFAULT).verdict())
                    .as("%s", facts)
                    .isEqualTo(Verdict.PASS);
        }
    }

    @Test
    void callNothingNewARiskWhileTheMemoryIsYoung() {
        Facts.Account young = new Facts.Account(2, 3, 1, true, false);
        for (boolean known : new boolean[] {true, false}) {
            Facts facts = new Facts(
                    young,
                    new Facts.Place("BR", "SP", "", 0, 0, 50, 0, true, true),
                    new Facts.Network(
                            1, "x", false, false, false, false, true, true, 0, false, "", "", "", List.of(), false,
                            true, false),
                    Facts.Travel.UNKNOWN,
                    new Facts.Device(known, !known, 0, 0, !known, false, 1, false),
                    new Facts.Client("Firefox", "macOS", "desktop", "nb", false, false, true, !known, true),
                    Facts.Habit.UNKNOWN,
                    new Facts.Familiarity(20, 20),
                    Facts.Velocity.UNKNOWN);

            assertThat(shipped.judge(facts, Thresholds.DEFAULT).score()).isZero();
        }
    }

    @Test
    void holdNoStrangersFailuresAgainstADeviceOfTheOwner() {
        RandomFacts random = new RandomFacts(new Random(11));
        for (int i = 0; i < 2_000; i++) {
            Facts facts = new Facts(
                    new Facts.Account(3, 3, 1, false, false),
                    Facts.Place.UNKNOWN,
                    Facts.Network.UNKNOWN,
                    Facts.Travel.UNKNOWN,
                    new Facts.Device(true, false, 1, 0, false, false, Double.NaN, false),
                    Facts.Client.UNKNOWN,
                    Facts.Habit.UNKNOWN,
                    Facts.Familiarity.UNKNOWN,
                    (Facts.Velocity) random.next(Facts.Velocity.class));

            assertThat(shipped.judge(facts, Thresholds.DEFAULT).reasons())
                    .as("%s", facts.velocity())
                    .isEmpty();
        }
    }

    @Test
    void neverFailWhateverTheFactsAre() {
        DoubleStream.of(Double.NaN, Double.NEGATIVE_INFINITY, -0.0, Double.MAX_VALUE)
                .forEach(number -> {
                    Facts facts = new Facts(
                            new Facts.Account(number, number, number, false, false),
                            new Facts.Place("", "", "", number, number, number, number, true, true),
                            Facts.Network.UNKNOWN,
                            new Facts.Travel(number, number, number, number, number),
                            Facts.Device.UNKNOWN,
                            Facts.Client.UNKNOWN,
                            new Facts.Habit(number, number, number),
                            new Facts.Familiarity(number, number),
                            RandomFacts.everywhere(Facts.Velocity.class, number));

                    assertThat(shipped.judge(facts, Thresholds.DEFAULT).rulesVersion())
                            .isEqualTo(shipped.version());
                });
    }
}
