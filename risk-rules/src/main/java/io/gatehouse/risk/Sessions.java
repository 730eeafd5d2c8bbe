package io.gatehouse.risk;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.AgendaFilter;
import org.kie.api.runtime.rule.FactHandle;
import org.kie.api.runtime.rule.Match;

/**
 * Long-lived Drools sessions, as many as there are threads that judge at the same moment.
 *
 * <p>A session costs far more to open than to use, and must not be used by two threads at once: so each judgement takes an idle one and gives it back. One
 * whose rules failed, or left facts of their own behind, is thrown away: what lies in it would fire in the next sign-in.
 */
final class Sessions implements AutoCloseable {
    /** A rule fires once a sign-in, or a few times if it looks at facts that other rules insert. More is a rule that keeps waking itself. */
    private static final int FIRINGS_A_RULE = 4;

    private final KieBase rules;
    private final int maxFirings;
    private final Queue<Session> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    Sessions(KieBase rules, int ruleCount) {
        this.rules = rules;
        this.maxFirings = ruleCount * FIRINGS_A_RULE + 1;
    }

    /**
     * Lets the rules write into {@code risk}.
     *
     * @throws JudgingFailed if one of them threw, or kept firing
     */
    void fire(Risk risk) {
        Session session = idle.poll();
        if (session == null) {
            session = new Session(rules.newKieSession());
        }
        boolean clean = false;
        try {
            clean = session.fire(risk, maxFirings);
        } catch (RuntimeException | Error e) {
            throw new JudgingFailed(risk.rule(), e.getCause() == null ? e : e.getCause());
        } finally {
            if (clean) {
                idle.add(session);
            } else {
                session.dispose();
            }
        }
        if (closed) {
            disposeIdle();
        }
    }

    /** Frees what is idle. Judgements under way end as usual: a book may be replaced while it judges. */
    @Override
    public void close() {
        closed = true;
        disposeIdle();
    }

    private void disposeIdle() {
        for (Session session = idle.poll(); session != null; session = idle.poll()) {
            session.dispose();
        }
    }

    /** Tells {@link Risk} which rule is about to write, and hears whether it may: of all ways to learn it, being asked as a filter costs least. */
    private static final class Session implements AgendaFilter {
        private final KieSession drools;
        private Risk risk = new Risk(Facts.UNKNOWN);

        Session(KieSession drools) {
            this.drools = drools;
        }

        /** Whether the session is as empty as before. */
        boolean fire(Risk risk, int maxFirings) {
            this.risk = risk;
            FactHandle handle = drools.insert(risk);
            if (drools.fireAllRules(this, maxFirings) >= maxFirings) {
                throw new IllegalStateException(
                        "rules fired " + maxFirings
                                + " times for one sign-in; a rule that changes what it reads needs no-loop, or no update at all");
            }
            drools.delete(handle);
            return drools.getFactCount() == 0;
        }

        @Override
        public boolean accept(Match match) {
            return risk.enter(match.getRule().getName());
        }

        void dispose() {
            drools.dispose();
        }
    }
}
