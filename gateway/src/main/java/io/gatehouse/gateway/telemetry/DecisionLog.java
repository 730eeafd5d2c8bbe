package io.gatehouse.gateway.telemetry;

import io.gatehouse.gateway.exchange.Outcome;

/** Where decisions are written down: one line when a sign-in was judged, a second when its end is known. Neither call blocks or throws. */
public interface DecisionLog {

    void judged(Decision decision);

    /**
     * How a judged sign-in ended.
     *
     * @param id the decision's
     */
    void ended(String id, Outcome outcome);
}
