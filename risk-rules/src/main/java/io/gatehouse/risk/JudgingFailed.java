package io.gatehouse.risk;

/** A rule failed while a sign-in was judged: there is no verdict, and the caller's policy applies. The rule book stays usable. */
public final class JudgingFailed extends RuntimeException {
    JudgingFailed(String rule, Throwable cause) {
        super((rule.isEmpty() ? "a rule's condition failed: " : "rule \"" + rule + "\" failed: ") + cause, cause);
    }
}
