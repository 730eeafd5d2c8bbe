package io.gatehouse.risk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A set of rules that judges sign-ins.
 *
 * <p>Safe for use by several threads. Closing frees memory; judgements under way, and later ones by a caller that still holds the book, are not disturbed, so
 * that a book can be replaced while it judges.
 */
public final class RuleBook implements AutoCloseable {
    private final List<RuleEntry> rules;
    private final String version;
    private final Map<String, Integer> order = new HashMap<>();
    private final Sessions sessions;

    RuleBook(List<RuleEntry> rules, String version, CompiledRules compiled) {
        this.rules = List.copyOf(rules);
        this.version = version;
        for (RuleEntry rule : rules) {
            order.put(rule.name(), order.size());
        }
        this.sessions = new Sessions(compiled.link(), rules.size());
    }

    /** The default rules, as the build compiled them. */
    public static RuleBook shipped() {
        return ShippedRules.load();
    }

    /**
     * Compiles the {@code *.drl} files of a folder: seconds the first time in a process, then about half a second for 30 rules.
     *
     * @throws BrokenRules if the folder cannot be read, can be written by other users, or holds a rule that does not compile; with every fault found
     */
    public static RuleBook compile(Path folder) throws BrokenRules {
        return RuleSource.of(RuleFolder.read(folder)).book();
    }

    /**
     * Judges one sign-in.
     *
     * @throws JudgingFailed if a rule failed: there is no verdict, and the book stays usable
     */
    public Judgement judge(Facts facts, Thresholds thresholds) {
        Risk risk = new Risk(facts);
        sessions.fire(risk);
        return risk.judgement(thresholds, order, version);
    }

    /** The content of the rules as 12 hex digits: two books with the same version are made of the same files. */
    public String version() {
        return version;
    }

    /** By file name, then as written. */
    public List<RuleEntry> rules() {
        return rules;
    }

    public List<String> ruleNames() {
        List<String> names = new ArrayList<>();
        rules.forEach(rule -> names.add(rule.name()));
        return names;
    }

    @Override
    public void close() {
        sessions.close();
    }
}
