package io.gatehouse.bench.accuracy;

import io.gatehouse.bench.accuracy.Scores.Score;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.replay.Observer;
import io.gatehouse.gateway.replay.Rerun;
import io.gatehouse.gateway.replay.SignIn;
import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.Thresholds;
import io.gatehouse.risk.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of streams that were replayed by the gateway's own way: looked at, recalled, judged by the default rules, settled and learnt. What passes is learnt, attacks too.
 *
 * @param honest accepted honest sign-ins of accounts that are known, so that nothing new excuses itself by the warm-up
 * @param young accepted honest sign-ins of all others
 * @param attacks by label
 */
record Trial(Scores honest, Scores young, Map<String, Scores> attacks) {
    static final Config.Rules RULES = new Config.Rules(null, Thresholds.DEFAULT, Duration.ofDays(14));
    static final Duration RETENTION = Duration.ofDays(180);

    Trial() {
        this(new Scores(), new Scores(), new TreeMap<>());
    }

    /** @param seed sets accounts of one replay apart from those of another */
    void replay(List<SignIn> signIns, RuleBook rules, long seed) {
        Observer observer = new Observer(World::locate);
        Rerun rerun = new Rerun(rules, RULES, RETENTION);
        for (SignIn one : signIns) {
            Rerun.Judged judged = rerun.signIn(observer.see(one));
            Verdict verdict = judged.judgement().verdict();
            Score score = new Score(
                    seed + one.user(),
                    judged.facts().familiarity().freeman(),
                    judged.facts().familiarity().score(),
                    judged.judgement().score(),
                    verdict != Verdict.PASS,
                    verdict == Verdict.BLOCK);
            if (one.isAttack()) {
                attacks.computeIfAbsent(String.valueOf(one.label()), label -> new Scores())
                        .add(score);
            } else if (one.accepted()) {
                (judged.facts().account().warmingUp() ? young : honest).add(score);
            }
        }
    }
}
