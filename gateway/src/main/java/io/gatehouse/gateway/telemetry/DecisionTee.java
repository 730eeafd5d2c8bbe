package io.gatehouse.gateway.telemetry;

import io.gatehouse.gateway.exchange.Outcome;
import java.util.List;

/** Hands decisions to several who note them. */
public record DecisionTee(List<DecisionLog> logs) implements DecisionLog {
    public DecisionTee {
        logs = List.copyOf(logs);
    }

    @Override
    public void judged(Decision decision) {
        logs.forEach(log -> log.judged(decision));
    }

    @Override
    public void ended(String id, Outcome outcome) {
        logs.forEach(log -> log.ended(id, outcome));
    }
}
