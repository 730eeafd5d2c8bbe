package io.gatehouse.gateway.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.LoginAttempt;
import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.gateway.scenario.WordStoryteller;
import io.gatehouse.gateway.telemetry.Decision;
import io.gatehouse.gateway.telemetry.DecisionLog;
import io.gatehouse.gateway.telemetry.FileDecisionLog;
import io.gatehouse.risk.FactSheet;
import io.gatehouse.risk.Facts;
import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.Reason;
import io.gatehouse.risk.RuleError;
import io.gatehouse.risk.Thresholds;
import io.gatehouse.risk.Verdict;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkbenchTest {
    /** Compiling is quick, but not on a machine that does much else. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Facts TOR = FactSheet.with(Facts.UNKNOWN, Map.of("network.tor", true));
    private static final String GOOD = book(10, 10);

    @TempDir
    Path folder;

    private Path rules;
    private Path next;
    private volatile Instant now = Instant.parse("2026-11-24T03:00:00Z");
    private final InstantSource clock = () -> now;
    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        rules = directory("rules");
        next = directory("next");
        save(rules, "a.drl", GOOD);
        bench = bench(new Config.Rules(rules, Thresholds.DEFAULT, Duration.ofDays(14)));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void putsIntoForceWhatIsSaved() throws Exception {
        String before = bench.inForce().version();
        assertThat(judged().score()).isEqualTo(20);

        save(rules, "a.drl", book(15, 15));

        await().atMost(PATIENCE).until(() -> judged().score() == 30);
        assertThat(judged().rulesVersion())
                .isNotEqualTo(before)
                .isEqualTo(bench.inForce().version());
    }

    @Test
    void keepsTheLastGoodRulesAndSaysWhatIsWrongWhere() throws Exception {
        String before = bench.inForce().version();

        save(rules, "a.drl", "import io.gatehouse.risk.*;\nrule \"x\"\nwhen $r : Risk( network.torr )\nthen end\n");
        await().atMost(PATIENCE).until(() -> !errors().isEmpty());
        assertThat(errors().get(0).toString()).startsWith("a.drl:3:17: rule \"x\": network.torr: there is no fact");
        assertThat(bench.inForce().version()).isEqualTo(before);
        assertThat(judged().score()).isEqualTo(20);

        save(rules, "a.drl", book(1, 1));
        await().atMost(PATIENCE).until(() -> judged().score() == 2);
        assertThat(errors()).isEmpty();
    }

    @Test
    void keepsTheLastGoodRulesWhileAScenarioFails() throws Exception {
        save(rules, "a.scenarios.yaml", """
                - name: Tor is asked
                  given: alice signs in daily from Oslo
                  when: alice signs in through Tor
                  then: { verdict: challenge }
                """);
        await().atMost(PATIENCE).until(() -> !errors().isEmpty());
        assertThat(errors().get(0))
                .hasToString(
                        "a.scenarios.yaml:1: the scenario \"Tor is asked\" fails: verdict should be challenge and is pass");

        save(rules, "a.drl", book(20, 20));
        await().atMost(PATIENCE).until(() -> judged().verdict() == Verdict.CHALLENGE);
    }

    @Test
    void judgesEverySignInByAWholeBookWhileRulesAreSavedTwoHundredTimes() throws Exception {
        AtomicBoolean saving = new AtomicBoolean(true);
        AtomicLong judgements = new AtomicLong();
        List<CompletableFuture<Void>> load = List.of(
                CompletableFuture.runAsync(() -> judgeWhile(saving, judgements)),
                CompletableFuture.runAsync(() -> judgeWhile(saving, judgements)));
        for (int i = 1; i <= 200; i++) {
            int points = 1 + (i + i / 20) % 20;
            save(rules, "a.drl", book(points, points) + "// " + i + "\n");
            if (i % 20 == 0) {
                await().atMost(PATIENCE).until(() -> judged().score() == 2 * points);
            }
        }
        saving.set(false);
        load.forEach(CompletableFuture::join);
        assertThat(changes()).isGreaterThanOrEqualTo(10);
        assertThat(judgements).hasPositiveValue();
        assertThat(errors()).isEmpty();
    }

    @Test
    void silencesARuleForATimeAndGoesBackToEarlierRules() throws Exception {
        String first = bench.inForce().version();
        bench.mute("one", Duration.ofHours(2));
        assertThat(judged().score()).isEqualTo(10);
        assertThat(judged().rulesVersion()).isEqualTo(first + " without one");
        assertThat(rule("one")).containsEntry("silent", "until 2026-11-24T05:00:00Z");
        now = now.plus(Duration.ofHours(2));
        await().atMost(PATIENCE).until(() -> judged().score() == 20);

        save(rules, "a.drl", book(15, 15));
        await().atMost(PATIENCE).until(() -> judged().score() == 30);
        bench.rollback(first);
        assertThat(judged().score()).isEqualTo(20);

        assertThatThrownBy(() -> bench.mute("nobody", Duration.ofHours(1))).hasMessage("there is no rule \"nobody\"");
        assertThatThrownBy(() -> bench.unmute("one")).hasMessage("\"one\" is not silent");
        assertThatThrownBy(() -> bench.rollback("000000000000"))
                .hasMessageContaining("are not kept; there are: ")
                .hasMessageContaining(first);
    }

    @Test
    void countsFalseAlarmsAndSilencesARuleThatMakesTooMany() throws Exception {
        bench.close();
        save(rules, "a.drl", book(50, 1));
        bench = bench(new Config.Rules(rules, Thresholds.DEFAULT, Duration.ofDays(14), null, 3));
        DecisionLog log = bench.observing(new NoLog());
        for (int i = 0; i < 20; i++) {
            decide(log, "thief" + i, Outcome.EXPIRED);
        }
        decide(log, "caught", Outcome.REPORTED);
        for (int i = 0; i < 3; i++) {
            decide(log, "owner" + i, Outcome.SUCCESS);
        }
        assertThat(rule("one"))
                .containsEntry("challenges", 24L)
                .containsEntry("approved", 3L)
                .containsEntry("refused", 1L)
                .containsEntry("false_alarm_rate", 0.75)
                .doesNotContainKey("silent");
        assertThat(rule("two")).containsEntry("fired", 24L).containsEntry("challenges", 0L);

        decide(log, "owner", Outcome.SUCCESS);

        assertThat(rule("one")).containsEntry("silent", "more than 3 of its challenges were approved within an hour");
        assertThat(judged().score()).isEqualTo(1);
        decide(log, "later", Outcome.SUCCESS);
        await().atMost(PATIENCE)
                .until(() -> Long.valueOf(1).equals(bench.shadow().get("changed")));
    }

    @Test
    void triesRulesOutWithoutEnforcingThem() throws Exception {
        bench.close();
        save(next, "a.drl", book(30, 30));
        bench = bench(new Config.Rules(rules, Thresholds.DEFAULT, Duration.ofDays(14), next, 0));
        DecisionLog log = bench.observing(new NoLog());
        await().atMost(PATIENCE).until(() -> {
            decide(log, "sign-in", Outcome.SUCCESS);
            return (Long) told(bench.shadow(), "judged") > 0;
        });
        assertThat(judged().verdict()).isEqualTo(Verdict.PASS);
        Map<String, ?> told = bench.shadow();
        assertThat(told.get("changed")).isEqualTo(told.get("judged"));
        assertThat(told(told, "in_force_then_shadow").toString()).contains("pass={pass=0, challenge=");
        assertThat(told(told, "examples").toString())
                .contains("decision=sign-in")
                .contains("shadow_verdict=challenge")
                .contains("only_shadow=[one (30), two (30)]");
    }

    @Test
    void makesAScenarioOfADecisionThatItsRulesPass() throws Exception {
        String id = "AAAAAAAAAAAAAAAAAAAAAA";
        try (FileDecisionLog file =
                FileDecisionLog.open(folder.resolve("decisions.jsonl"), 10, Duration.ofDays(30), clock)) {
            bench.observing(file).judged(decision(id));
        }
        String yaml = bench.scenario(id).toCompletableFuture().join();

        assertThat(yaml).isEqualTo("""
                - name: "Decision AAAAAAAAAAAAAAAAAAAAAA"
                  facts:
                    network.tor: true
                  then:
                    verdict: pass
                    score: 20
                    fires: ["one", "two"]
                """);
        save(rules, "a.scenarios.yaml", yaml);
        await().atMost(PATIENCE).until(() -> changes() == 1);
        assertThat(errors()).isEmpty();
        assertThatThrownBy(() -> bench.scenario("BBBBBBBBBBBBBBBBBBBBBB")
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("holds no decision");
    }

    private Workbench bench(Config.Rules config) throws Exception {
        return Workbench.open(
                config,
                new WordStoryteller(Duration.ofDays(14)),
                folder.resolve("decisions.jsonl"),
                clock,
                Duration.ofMillis(5));
    }

    private void judgeWhile(AtomicBoolean saving, AtomicLong judgements) {
        while (saving.get()) {
            List<Reason> reasons = judged().reasons();
            assertThat(reasons).hasSize(2);
            assertThat(reasons.get(0).points()).isEqualTo(reasons.get(1).points());
            judgements.incrementAndGet();
        }
    }

    private Judgement judged() {
        return bench.inForce().judge(TOR, Thresholds.DEFAULT);
    }

    private void decide(DecisionLog log, String id, Outcome outcome) throws Exception {
        log.judged(decision(id));
        log.ended(id, outcome);
    }

    private Decision decision(String id) throws Exception {
        return new Decision(
                new LoginAttempt(
                        id, now, "/login", "alice", InetAddress.getByName("192.0.2.1"), "Mozilla/5.0", "nb", null),
                Config.Mode.ENFORCE,
                null,
                null,
                judged(),
                TOR,
                Map.of(),
                Map.of());
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> rule(String name) {
        for (Map<String, Object> rule : (List<Map<String, Object>>) told(bench.rules(), "rules")) {
            if (name.equals(rule.get("name"))) {
                return rule;
            }
        }
        throw new AssertionError("no rule " + name);
    }

    @SuppressWarnings("unchecked")
    private List<RuleError> errors() {
        return (List<RuleError>) told((Map<String, ?>) told(bench.rules(), "last_change"), "errors");
    }

    @SuppressWarnings("unchecked")
    private int changes() {
        return (Integer) told((Map<String, ?>) told(bench.rules(), "last_change"), "good");
    }

    private static Object told(Map<String, ?> members, String name) {
        Object value = members.get(name);
        if (value == null) {
            throw new AssertionError("nothing is told as " + name);
        }
        return value;
    }

    /** Two rules, of which one book always has the same points in the test under load. */
    private static String book(int one, int two) {
        return """
                import io.gatehouse.risk.*;
                rule "one" when $r : Risk( network.tor ) then $r.add(%d, "one"); end
                rule "two" when $r : Risk( network.tor ) then $r.add(%d, "two"); end
                """.formatted(one, two);
    }

    private Path directory(String name) throws Exception {
        Path made = Files.createDirectory(folder.resolve(name));
        return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void save(Path where, String name, String text) throws Exception {
        Path draft = Files.writeString(folder.resolve("draft"), text);
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(draft, where.resolve(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Nobody writes it down. */
    private static final class NoLog implements DecisionLog {
        @Override
        public void judged(Decision decision) {}

        @Override
        public void ended(String id, Outcome outcome) {}
    }
}
