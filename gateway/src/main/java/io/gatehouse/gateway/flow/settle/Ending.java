package io.gatehouse.gateway.flow.settle;

import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.history.Visit;
import io.gatehouse.risk.Verdict;
import java.time.Instant;

/**
 * How a sign-in ended, and what there is to learn from it.
 *
 * @param decision the decision's id
 * @param at when it ended
 * @param traces by which the memory knows it
 * @param visit what the memory learns if it is proven
 * @param verdict of the rules
 * @param approved the owner approved it
 */
public record Ending(
        String decision, Instant at, Traces traces, Visit visit, Verdict verdict, boolean approved, Outcome outcome) {

    /** The upstream said yes, and either the rules found nothing or the owner approved. A risky one that monitor mode let pass proves nothing. */
    boolean isProven() {
        return outcome == Outcome.SUCCESS && (verdict == Verdict.PASS || approved);
    }
}
