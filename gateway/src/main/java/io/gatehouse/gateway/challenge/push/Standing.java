package io.gatehouse.gateway.challenge.push;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How services stand, as far as their last answers tell: to be left alone until then, or failing. Bounded: what was heard of longest ago is forgotten. */
final class Standing {
    private static final int MOST = 10_000;

    /** That many failures in a row, and it is not counted on, though still tried. */
    private static final int FAILURES = 3;

    private record State(@Nullable Instant until, int failures) {}

    private final Map<String, State> states = new LinkedHashMap<>();

    /** Until when it wants to hear nothing; null: it may be asked. */
    synchronized @Nullable Instant silentUntil(String what, Instant now) {
        State state = states.get(what);
        return state != null && state.until != null && now.isBefore(state.until) ? state.until : null;
    }

    /** Whether a push is likely to get through. */
    synchronized boolean isCountedOn(String what, Instant now) {
        State state = states.get(what);
        return state == null || (silentUntil(what, now) == null && state.failures < FAILURES);
    }

    synchronized void heard(String what, Delivery delivery) {
        State before = states.remove(what);
        State after = null;
        if (delivery instanceof Delivery.Throttled throttled) {
            after = new State(throttled.until(), 0);
        } else if (delivery instanceof Delivery.Failed) {
            after = new State(
                    before == null ? null : before.until, before == null ? 1 : Math.min(FAILURES, before.failures + 1));
        }
        if (after != null) {
            states.put(what, after);
            if (states.size() > MOST) {
                states.remove(states.keySet().iterator().next());
            }
        }
    }
}
