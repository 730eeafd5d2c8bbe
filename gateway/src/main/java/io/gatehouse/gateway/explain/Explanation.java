package io.gatehouse.gateway.explain;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.risk.Facts;
import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.Reason;
import io.gatehouse.risk.RuleBook;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes why a sign-in is decided as it is: each rule that fired, its points, and the facts that it read; and what the smallest other truth would have been that changes the verdict. */
public final class Explanation {
    private final RuleBook book;
    private final Config.Rules settings;
    private final RuleText text;

    /** @param folder where the rules were compiled from; null: they are the shipped ones */
    public Explanation(RuleBook book, Config.Rules settings, @Nullable Path folder) throws IOException {
        this.book = book;
        this.settings = settings;
        this.text = new RuleText(book, folder);
    }

    public Judgement print(Facts facts, PrintWriter out) {
        Judgement judgement = book.judge(facts, settings.thresholds());
        Map<String, Object> table = FactTable.of(facts);
        out.println(told(judgement) + " (challenge at " + settings.thresholds().challengeAt() + ", block at "
                + settings.thresholds().blockAt() + "; rules " + book.version() + ")");
        for (Reason reason : judgement.reasons()) {
            out.println();
            out.println(String.format(Locale.ROOT, "%+4d  %s: %s", reason.points(), reason.rule(), reason.text()));
            for (String fact : text.facts(reason.rule())) {
                out.println("        " + fact + " = " + FactTable.shown(value(table, fact)));
            }
        }
        out.println();
        Optional<Nearest> nearest =
                Nearest.of(facts, judgement, text, other -> book.judge(other, settings.thresholds()));
        out.println(nearest.map(other -> "Nearest other verdict: " + told(other.judgement()) + ", if " + other.fact()
                        + " were " + FactTable.shown(other.value()) + " instead of "
                        + FactTable.shown(value(table, other.fact())) + ".")
                .orElse("No change of a single fact changes the verdict."));
        return judgement;
    }

    private static Object value(Map<String, Object> table, String fact) {
        Object value = table.get(fact);
        return value == null ? "no such fact" : value;
    }

    private static String told(Judgement judgement) {
        return judgement.verdict().name().toLowerCase(Locale.ROOT) + " at " + judgement.score() + " points";
    }
}
