package io.gatehouse.gateway.replay;

import io.gatehouse.risk.Verdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A replay's result as tables for people. The same result is the same text. */
public final class Report {
    private final Result result;
    private final PrintWriter out;

    public Report(Result result, PrintWriter out) {
        this.result = result;
        this.out = out;
    }

    /** What one rule set decided. */
    public void print() {
        head();
        labels("", result.counts);
        rules();
    }

    /** What two rule sets decide differently. */
    public void printComparison() {
        head();
        labels("rules: ", result.counts);
        out.println();
        labels("against: ", result.against);
        differences();
    }

    private void head() {
        out.println(Words.of(result.counts.all()) + " sign-ins"
                + (result.first == null ? "" : ", " + result.first + " to " + result.last));
        if (result.masked > 0) {
            out.println(
                    Words.of(result.masked)
                            + " have masked addresses: their logged facts were judged again, and not what this rule set would have learnt");
        }
        if (result.withoutOutcome > 0) {
            out.println(Words.of(result.withoutOutcome)
                    + " decisions have no outcome in the file: nothing was learnt from them");
        }
        out.println();
    }

    private void labels(String whose, Counts counts) {
        row(whose + "by label, with 95 % intervals", "sign-ins", "detected", "challenged", "blocked");
        for (String label : counts.labels()) {
            row(
                    "  " + (label.isEmpty() ? "(no label)" : label),
                    Words.of(counts.all(label)),
                    label.startsWith(SignIn.ATTACK) ? counts.stopped(label).toString() : "",
                    counts.of(label, Verdict.CHALLENGE).toString(),
                    counts.of(label, Verdict.BLOCK).toString());
        }
    }

    private void row(String what, String number, String detected, String challenged, String blocked) {
        out.println(
                String.format(Locale.ROOT, "%-44s %12s  %-26s %-26s %s", what, number, detected, challenged, blocked)
                        .stripTrailing());
    }

    private void rules() {
        out.println();
        boolean attacks = result.counts.attacks() > 0;
        out.println(String.format(
                        Locale.ROOT,
                        "%-60s %12s %9s %s",
                        "by rule",
                        "fired on",
                        "share",
                        attacks ? "     of attacks  of others" : "")
                .stripTrailing());
        long all = result.counts.all();
        long hostile = result.counts.attacks();
        for (Counts.Fired fired : result.counts.fired()) {
            out.println(String.format(
                            Locale.ROOT,
                            "  %-58s %12s %9s %s",
                            fired.rule(),
                            Words.of(fired.all()),
                            percent(fired.all(), all),
                            attacks
                                    ? String.format(
                                            Locale.ROOT,
                                            "%15s %10s",
                                            percent(fired.onAttacks(), hostile),
                                            percent(fired.onOthers(), all - hostile))
                                    : "")
                    .stripTrailing());
        }
    }

    private void differences() {
        Differences differences = result.differences;
        out.println();
        out.println("verdicts that differ (rules → against): "
                + new Share(differences.changed(), result.counts.all()) + " of sign-ins, "
                + Words.of(differences.changed()));
        for (Map.Entry<Differences.Change, Long> change : differences.changes().entrySet()) {
            out.println(String.format(
                    Locale.ROOT,
                    "  %-9s → %-9s  %-24s %12s",
                    Words.of(change.getKey().before()),
                    Words.of(change.getKey().after()),
                    change.getKey().label().isEmpty()
                            ? "(no label)"
                            : change.getKey().label(),
                    Words.of(change.getValue())));
        }
        List<Differences.Cause> causes = differences.causes();
        if (!causes.isEmpty()) {
            out.println();
            out.println(String.format(
                    Locale.ROOT, "%-66s %12s %12s", "by rules that fired in one only", "rules", "against"));
            for (Differences.Cause cause : causes) {
                out.println(String.format(
                        Locale.ROOT,
                        "  %-64s %12s %12s",
                        cause.rule(),
                        Words.of(cause.before()),
                        Words.of(cause.after())));
            }
            out.println();
            out.println("the first of them:");
            differences.examples().forEach(example -> out.println("  " + example));
        }
    }

    private static String percent(long some, long all) {
        return all == 0 ? "–" : String.format(Locale.ROOT, "%.2f %%", 100.0 * some / all);
    }
}
