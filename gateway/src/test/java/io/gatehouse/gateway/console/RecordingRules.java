package io.gatehouse.gateway.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Rules of which only what is done to them matters. There is no rule and no decision "nobody". */
final class RecordingRules implements RuleOperations {
    final List<String> done = new ArrayList<>();

    @Override
    public Map<String, ?> rules() {
        return Map.of("version", "r1");
    }

    @Override
    public Map<String, ?> shadow() {
        return Map.of("changed", 3);
    }

    @Override
    public void mute(String rule, Duration time) {
        if (rule.equals("nobody")) {
            throw new IllegalArgumentException("there is no rule \"nobody\"");
        }
        done.add("mute " + rule + " " + time);
    }

    @Override
    public void unmute(String rule) {
        done.add("unmute " + rule);
    }

    @Override
    public void rollback(String version) {
        done.add("rollback " + version);
    }

    @Override
    public CompletionStage<String> scenario(String decision) {
        return decision.equals("nobody")
                ? CompletableFuture.failedFuture(new IllegalArgumentException("no decision \"nobody\""))
                : CompletableFuture.completedFuture("- name: " + decision);
    }
}
