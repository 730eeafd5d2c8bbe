package io.gatehouse.gateway.flow.judge;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.telemetry.Seldom;
import io.gatehouse.risk.Facts;
import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.Reason;
import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Has the rules judge, away from the event loops: a rule may be slow, and pass-through traffic must not wait for it. Never fails: where there is no verdict in time the operator's policy
 * ({@code fail.rules}) gives one, and where the memory was silent ({@code fail.store}) the verdict is at least the policy's.
 */
public final class Judge {
    /** The names under which policies give reasons, beside rules' names. */
    private static final String RULES_FAILED = "fail.rules";

    private static final String STORE_FAILED = "fail.store";

    private final Supplier<RuleBook> rules;
    private final Config.Rules config;
    private final Config.Fail fail;
    private final Executor executor;
    private final Duration deadline;
    private final Seldom complaints = new Seldom(Judge.class);

    /**
     * @param rules the book that judges now; each sign-in is judged by one, whole
     * @param executor runs the rules; may reject what is too much
     * @param deadline from when on a judgement counts as failed
     */
    public Judge(
            Supplier<RuleBook> rules, Config.Rules config, Config.Fail fail, Executor executor, Duration deadline) {
        this.rules = rules;
        this.config = config;
        this.fail = fail;
        this.executor = executor;
        this.deadline = deadline;
    }

    /**
     * Judges one sign-in.
     *
     * @param memorySilent what the memory knows could not be found out
     */
    public CompletionStage<Judgement> judge(Facts facts, boolean memorySilent) {
        CompletableFuture<Judgement> judged;
        try {
            judged = CompletableFuture.supplyAsync(() -> rules.get().judge(facts, config.thresholds()), executor);
        } catch (RejectedExecutionException e) {
            judged = CompletableFuture.failedFuture(e);
        }
        return judged.orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(this::withoutRules)
                .thenApply(judgement -> memorySilent ? withoutMemory(judgement) : judgement);
    }

    private Judgement withoutRules(Throwable failure) {
        complaints.warn("a sign-in could not be judged; fail.rules decides", failure);
        Reason reason = new Reason(RULES_FAILED, 0, "the rules could not judge");
        return new Judgement(
                verdict(fail.rules()),
                0,
                List.of(reason),
                false,
                false,
                rules.get().version());
    }

    private Judgement withoutMemory(Judgement judgement) {
        Verdict atLeast = verdict(fail.store());
        if (judgement.verdict().compareTo(atLeast) >= 0) {
            return judgement;
        }
        List<Reason> reasons = new ArrayList<>(judgement.reasons());
        reasons.add(new Reason(STORE_FAILED, 0, "the memory did not answer"));
        return new Judgement(
                atLeast,
                judgement.score(),
                reasons,
                judgement.passkeyOnly(),
                judgement.notifyOwner(),
                judgement.rulesVersion());
    }

    private static Verdict verdict(Config.Policy policy) {
        return switch (policy) {
            case PASS -> Verdict.PASS;
            case CHALLENGE -> Verdict.CHALLENGE;
            case DENY -> Verdict.BLOCK;
        };
    }
}
