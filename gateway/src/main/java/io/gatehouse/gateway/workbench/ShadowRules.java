package io.gatehouse.gateway.workbench;

import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.gateway.telemetry.Decision;
import io.gatehouse.gateway.telemetry.DecisionLog;
import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.JudgingFailed;
import io.gatehouse.risk.Reason;
import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.Thresholds;
import io.gatehouse.risk.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rules that are tried out: they judge what the rules in force have judged, by the same facts, after these and on a thread of their own; nobody sees their verdict but who asks for it here. When
 * sign-ins come faster than they judge, some are left out, and counted.
 */
final class ShadowRules implements DecisionLog {
    private static final int EXAMPLES = 20;

    private final Supplier<@Nullable RuleBook> book;
    private final Thresholds thresholds;
    private final Executor executor;
    /** How many decisions got the first verdict from the rules in force, and the second one here. */
    private final Map<Verdict, Map<Verdict, Long>> verdicts = new EnumMap<>(Verdict.class);

    private final Deque<Map<String, Object>> examples = new ArrayDeque<>();
    private String version = "";
    private long judged;
    private long leftOut;
    private long failed;

    /**
     * @param book what judges now; null for nothing
     * @param executor has a bounded queue, and rejects what is too much
     */
    ShadowRules(Supplier<@Nullable RuleBook> book, Thresholds thresholds, Executor executor) {
        this.book = book;
        this.thresholds = thresholds;
        this.executor = executor;
    }

    @Override
    public void judged(Decision decision) {
        RuleBook shadow = book.get();
        if (shadow == null) {
            return;
        }
        try {
            executor.execute(() -> judge(shadow, decision));
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                leftOut++;
            }
        }
    }

    @Override
    public void ended(String id, Outcome outcome) {}

    private void judge(RuleBook shadow, Decision decision) {
        Judgement would;
        try {
            would = shadow.judge(decision.facts(), thresholds);
        } catch (JudgingFailed e) {
            synchronized (this) {
                startAnew(shadow);
                failed++;
            }
            return;
        }
        synchronized (this) {
            startAnew(shadow);
            judged++;
            verdicts.computeIfAbsent(decision.judgement().verdict(), verdict -> new EnumMap<>(Verdict.class))
                    .merge(would.verdict(), 1L, Long::sum);
            if (decision.judgement().verdict() != would.verdict()) {
                examples.addFirst(example(decision, would));
                if (examples.size() > EXAMPLES) {
                    examples.removeLast();
                }
            }
        }
    }

    /** Numbers of other rules say nothing about these. */
    private void startAnew(RuleBook shadow) {
        if (!version.equals(shadow.version())) {
            version = shadow.version();
            judged = 0;
            failed = 0;
            leftOut = 0;
            examples.clear();
            verdicts.clear();
        }
    }

    private static Map<String, Object> example(Decision decision, Judgement would) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("decision", decision.attempt().id());
        told.put("at", decision.attempt().at().toString());
        told.put("verdict", word(decision.judgement().verdict()));
        told.put("score", decision.judgement().score());
        told.put("shadow_verdict", word(would.verdict()));
        told.put("shadow_score", would.score());
        List<Reason> more = new ArrayList<>(would.reasons());
        more.removeAll(decision.judgement().reasons());
        List<Reason> fewer = new ArrayList<>(decision.judgement().reasons());
        fewer.removeAll(would.reasons());
        told.put("only_shadow", words(more));
        told.put("only_in_force", words(fewer));
        return told;
    }

    private static List<String> words(List<Reason> reasons) {
        return reasons.stream()
                .map(reason -> reason.rule() + " (" + reason.points() + ")")
                .toList();
    }

    synchronized Map<String, Object> tell() {
        Map<String, Object> table = new LinkedHashMap<>();
        long changed = 0;
        for (Verdict inForce : Verdict.values()) {
            Map<String, Long> row = new LinkedHashMap<>();
            for (Verdict would : Verdict.values()) {
                long count = verdicts.getOrDefault(inForce, Map.of()).getOrDefault(would, 0L);
                row.put(word(would), count);
                changed += inForce == would ? 0 : count;
            }
            table.put(word(inForce), row);
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("version", version);
        told.put("judged", judged);
        told.put("changed", changed);
        told.put("failed", failed);
        told.put("left_out", leftOut);
        told.put("in_force_then_shadow", table);
        told.put("examples", List.copyOf(examples));
        return told;
    }

    private static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }
}
