package io.gatehouse.risk;

import java.util.List;

/**
 * What a rule book says of one sign-in.
 *
 * @param verdict what happens to it
 * @param score the sum of all points, 0 or more
 * @param reasons what was found, in the order of the rule book
 * @param passkeyOnly for a challenge: only a passkey on the signing-in browser helps, a typed code could be relayed
 * @param notifyOwner tell the owner, whatever the verdict
 * @param rulesVersion the content hash of the rules that judged
 */
public record Judgement(
        Verdict verdict,
        int score,
        List<Reason> reasons,
        boolean passkeyOnly,
        boolean notifyOwner,
        String rulesVersion) {
    public Judgement {
        reasons = List.copyOf(reasons);
    }
}
