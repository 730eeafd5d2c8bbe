package io.gatehouse.risk;

import static io.gatehouse.risk.TestBooks.always;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleBookTest {
    private static final Facts HURRIED = travelling(1200);

    @Test
    void tellsWhichRuleFoundWhatAndAddsItUp() throws Exception {
        try (RuleBook book = TestBooks.of("""
                rule "Travels faster than an airliner"
                when  $r : Risk( travel.speedKmh > 900, travel.distanceKm > 100 )
                then  $r.add(45, "too far, too soon");  end
                """)) {
            assertThat(book.judge(HURRIED, Thresholds.DEFAULT))
                    .isEqualTo(new Judgement(
                            Verdict.CHALLENGE,
                            45,
                            List.of(new Reason("Travels faster than an airliner", 45, "too far, too soon")),
                            false,
                            false,
                            book.version()));
            assertThat(book.judge(Facts.UNKNOWN, Thresholds.DEFAULT).reasons()).isEmpty();
            assertThat(book.rules()).containsExactly(new RuleEntry("Travels faster than an airliner", "test.drl", 2));
        }
    }

    @Test
    void takesReasonsInItsOwnOrderWhateverFiresFirst() throws Exception {
        RuleSource source = RuleSource.of(List.of(
                new RuleFile("a.drl", TestBooks.IMPORT + always("z", "$r.add(1, \"one\"); $r.add(2, \"two\");")),
                new RuleFile(
                        "b.drl",
                        TestBooks.IMPORT
                                + always("y", "$r.add(3, \"three\");")
                                + "rule \"a\" salience 100 when $r : Risk() then $r.add(4, \"four\"); end")));
        try (RuleBook book = source.book()) {
            assertThat(book.ruleNames()).containsExactly("z", "y", "a");
            assertThat(book.judge(Facts.UNKNOWN, Thresholds.DEFAULT).reasons())
                    .extracting(Reason::text)
                    .containsExactly("one", "two", "three", "four");
        }
    }

    @Test
    void putsBlockOverAllowOverChallengeOverPoints() throws Exception {
        String points = always("points", "$r.add(100, \"points\");");
        String challenge = always("challenge", "$r.challenge(\"asked\");");
        String allow = always("allow", "$r.allow(\"allowed\");");
        String block = always("block", "$r.block(\"blocked\");");

        assertThat(verdict(points)).isEqualTo(Verdict.BLOCK);
        assertThat(verdict(points + challenge)).isEqualTo(Verdict.CHALLENGE);
        assertThat(verdict(points + challenge + allow)).isEqualTo(Verdict.PASS);
        assertThat(verdict(points + challenge + allow + block)).isEqualTo(Verdict.BLOCK);
    }

    @Test
    void asksForAPasskeyWhereARuleOrTheScoreSaysSo() throws Exception {
        try (RuleBook book = TestBooks.of("""
                rule "fast" when $r : Risk( travel.speedKmh > 900 ) then $r.challenge("fast", PASSKEY); end
                rule "score" when $r : Risk( travel.speedKmh == 1 ) then $r.add(70, "70"); end
                rule "less" when $r : Risk( travel.speedKmh == 2 ) then $r.add(69, "69"); end
                """)) {
            assertThat(book.judge(HURRIED, Thresholds.DEFAULT).passkeyOnly()).isTrue();
            assertThat(book.judge(travelling(1), Thresholds.DEFAULT).passkeyOnly())
                    .isTrue();
            assertThat(book.judge(travelling(2), Thresholds.DEFAULT).passkeyOnly())
                    .isFalse();
        }
    }

    @Test
    void notifiesWithoutChangingTheVerdict() throws Exception {
        try (RuleBook book = TestBooks.of(always("tell", "$r.notify(\"somebody was here\");"))) {
            Judgement judgement = book.judge(Facts.UNKNOWN, Thresholds.DEFAULT);

            assertThat(judgement.verdict()).isEqualTo(Verdict.PASS);
            assertThat(judgement.notifyOwner()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "travel.speedKmh > 5",
                "travel.speedKmh >= 5",
                "travel.speedKmh < 5",
                "travel.speedKmh <= 5",
                "travel.speedKmh == 5",
                "5 < travel.speedKmh",
                "5 <= travel.speedKmh",
                "5 >= travel.speedKmh",
                "travel.speedKmh > 5 || travel.speedKmh < 5",
                "travel.speedKmh >= 5 || <= 4",
                "account.warmingUp || travel.speedKmh >= 5",
                "travel.speedKmh >= 2 * travel.hours",
                "travel.hours <= travel.speedKmh",
                "travel.hours <= 2 * travel.speedKmh",
                "travel.hours >= travel.speedKmh",
                "Math.abs(travel.speedKmh) >= 5",
                "travel().speedKmh() >= 5",
                "$s : travel.speedKmh, travel.hours <= $s",
                "$s : travel.speedKmh, $s >= 5",
                "$r.travel().speedKmh() >= 5",
            })
    void firesOnNoComparisonWithTheUnknown(String condition) throws Exception {
        try (RuleBook book = TestBooks.of(
                "rule \"compares\" when $r : Risk( %s ) then $r.add(1, \"x\"); end".formatted(condition))) {
            assertThat(book.judge(travelling(Double.NaN), Thresholds.DEFAULT).reasons())
                    .isEmpty();
        }
    }

    @Test
    void comparesWhatIsKnownAndNotWhatIsUnknownHoweverManyRulesCompareIt() throws Exception {
        // Drools indexes a field once enough rules compare it: the index, too, must not take NaN for a large number.
        StringBuilder rules = new StringBuilder();
        for (String operator : List.of(">", ">=", "<", "<=", "==")) {
            for (int i = 0; i < 20; i++) {
                rules.append("rule \"%s %d\" when $r : Risk( travel.speedKmh %s %d ) then $r.add(1, \"x\"); end\n"
                        .formatted(operator, i, operator, i));
            }
        }
        try (RuleBook book = TestBooks.of(rules.toString())) {
            assertThat(book.judge(travelling(Double.NaN), Thresholds.DEFAULT).reasons())
                    .isEmpty();
            // 0..9 are less, 0..10 at most, 11..19 more, 10..19 at least, and 10 is equal.
            assertThat(book.judge(travelling(10), Thresholds.DEFAULT).score()).isEqualTo(10 + 11 + 9 + 10 + 1);
            assertThat(book.judge(travelling(10.5), Thresholds.DEFAULT).score()).isEqualTo(11 + 11 + 9 + 9);
        }
    }

    @Test
    void judgesOnAsIfNothingHadBeenAfterARuleThrew() throws Exception {
        try (RuleBook book = TestBooks.of(always("first", "$r.add(5, \"five\");") + """
                rule "fails" when $r : Risk( travel.speedKmh > 900 ) then $r.add(1 / ($r.place().city().length()), "never"); end
                """)) {
            Judgement before = book.judge(Facts.UNKNOWN, Thresholds.DEFAULT);

            assertThatThrownBy(() -> book.judge(HURRIED, Thresholds.DEFAULT))
                    .isInstanceOf(JudgingFailed.class)
                    .hasMessage("rule \"fails\" failed: java.lang.ArithmeticException: / by zero");
            assertThat(book.judge(Facts.UNKNOWN, Thresholds.DEFAULT)).isEqualTo(before);
        }
    }

    @Test
    void saysSoWhenAConditionThrows() throws Exception {
        try (RuleBook book = TestBooks.of("""
                rule "odd" when $r : Risk( place.city.charAt(5) == 'x' ) then $r.add(1, "x"); end
                """)) {
            assertThatThrownBy(() -> book.judge(Facts.UNKNOWN, Thresholds.DEFAULT))
                    .isInstanceOf(JudgingFailed.class)
                    .hasMessageContaining("condition failed");
        }
    }

    @Test
    void refusesPointsOutOfRangeAsAFailureOfTheRule() throws Exception {
        try (RuleBook book = TestBooks.of(always("greedy", "$r.add(101, \"too much\");"))) {
            assertThatThrownBy(() -> book.judge(Facts.UNKNOWN, Thresholds.DEFAULT))
                    .hasMessageContaining("rule \"greedy\" failed")
                    .hasMessageContaining("add(points, reason) takes -100 to 100");
        }
    }

    @Test
    void judgesOnSeveralThreadsAsOnOne() throws Exception {
        try (RuleBook book = RuleBook.shipped()) {
            RandomFacts random = new RandomFacts(new Random(4));
            List<Facts> facts =
                    new Random(4).ints(2_000).mapToObj(i -> random.next()).toList();
            List<Judgement> expected = judgeAll(book, facts);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                Callable<List<Judgement>> all = () -> judgeAll(book, facts);
                for (Future<List<Judgement>> seen : threads.invokeAll(List.of(all, all, all, all))) {
                    assertThat(seen.get()).isEqualTo(expected);
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    void stillJudgesForWhoeverHoldsItAfterItWasReplaced() throws Exception {
        RuleBook book = TestBooks.of(always("one", "$r.add(1, \"one\");"));
        book.judge(Facts.UNKNOWN, Thresholds.DEFAULT);
        book.close();

        assertThat(book.judge(Facts.UNKNOWN, Thresholds.DEFAULT).score()).isEqualTo(1);
    }

    @Test
    void isVersionedByNamesAndContents() {
        RuleFile a = new RuleFile("a.drl", "x");

        assertThat(RuleFile.version(List.of(a))).matches("[0-9a-f]{12}");
        assertThat(List.of(
                        RuleFile.version(List.of(a)),
                        RuleFile.version(List.of(new RuleFile("b.drl", "x"))),
                        RuleFile.version(List.of(new RuleFile("a.drl", "y"))),
                        RuleFile.version(List.of(a, new RuleFile("b.drl", ""))),
                        RuleFile.version(List.of(new RuleFile("a", ".drlx")))))
                .doesNotHaveDuplicates();
    }

    @Test
    void givesARuleOfTheOperatorItsOwnClassWhereItIsACopyOfAShippedOne() throws Exception {
        String copy = """
                rule "Tor exit" when  $r : Risk( network.tor ) then  $r.add(31, "through Tor");  end
                """;
        try (RuleBook shipped = RuleBook.shipped();
                RuleBook own = TestBooks.of(copy)) {
            Facts tor = new Facts(
                    Facts.Account.UNKNOWN,
                    Facts.Place.UNKNOWN,
                    new Facts.Network(
                            0,
                            "",
                            false,
                            true,
                            true,
                            false,
                            false,
                            false,
                            Double.NaN,
                            false,
                            "",
                            "",
                            "",
                            List.of(),
                            false,
                            false,
                            false),
                    Facts.Travel.UNKNOWN,
                    Facts.Device.UNKNOWN,
                    Facts.Client.UNKNOWN,
                    Facts.Habit.UNKNOWN,
                    Facts.Familiarity.UNKNOWN,
                    Facts.Velocity.UNKNOWN);

            assertThat(shipped.judge(tor, Thresholds.DEFAULT).score()).isEqualTo(30);
            assertThat(own.judge(tor, Thresholds.DEFAULT).score()).isEqualTo(31);
        }
    }

    private static Verdict verdict(String rules) throws BrokenRules {
        try (RuleBook book = TestBooks.of(rules)) {
            return book.judge(Facts.UNKNOWN, Thresholds.DEFAULT).verdict();
        }
    }

    private static List<Judgement> judgeAll(RuleBook book, List<Facts> facts) {
        List<Judgement> judgements = new ArrayList<>();
        facts.forEach(each -> judgements.add(book.judge(each, Thresholds.DEFAULT)));
        return judgements;
    }

    static Facts travelling(double speedKmh) {
        return new Facts(
                Facts.Account.UNKNOWN,
                Facts.Place.UNKNOWN,
                Facts.Network.UNKNOWN,
                new Facts.Travel(5000, 5, speedKmh, speedKmh, 5000),
                Facts.Device.UNKNOWN,
                Facts.Client.UNKNOWN,
                Facts.Habit.UNKNOWN,
                Facts.Familiarity.UNKNOWN,
                Facts.Velocity.UNKNOWN);
    }
}
