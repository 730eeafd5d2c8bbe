package io.gatehouse.risk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A set of rules that judges sign-ins.
 *
 * <p>Safe for use by several threads. Closing frees memory; judgements under way, and later ones by a caller that still holds the book, are not disturbed, so
 * that a book can be replaced while it judges.
 */
public final class RuleBook implements AutoCloseable {
    private final List<RuleEntry> rules;
    private final String content;
    private final Map<String, Integer> order;
    private final Sessions sessions;
    private final Set<String> silent;
    private final String version;

    RuleBook(List<RuleEntry> rules, String version, CompiledRules compiled) {
        this(List.copyOf(rules), version, order(rules), new Sessions(compiled.link(), rules.size()), new TreeSet<>());
    }

    private RuleBook(
            List<RuleEntry> rules,
            String content,
            Map<String, Integer> order,
            Sessions sessions,
            SortedSet<String> silent) {
        this.rules = rules;
        this.content = content;
        this.version = silent.isEmpty() ? content : content + " without " + String.join(", ", silent);
        this.order = order;
        this.sessions = sessions;
        this.silent = Set.copyOf(silent);
    }

    private static Map<String, Integer> order(List<RuleEntry> rules) {
        Map<String, Integer> order = new HashMap<>();
        for (RuleEntry rule : rules) {
            order.put(rule.name(), order.size());
        }
        return order;
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
        Risk risk = new Risk(facts, silent);
        sessions.fire(risk);
        return risk.judgement(thresholds, order, version);
    }

    /**
     * The same book in which some rules say nothing. It shares all with this one, and closing either closes both.
     *
     * @param names those that are not in the book are passed over
     */
    public RuleBook without(Set<String> names) {
        SortedSet<String> silenced = new TreeSet<>(names);
        silenced.retainAll(order.keySet());
        return new RuleBook(rules, content, order, sessions, silenced);
    }

    /** The content of the rules as 12 hex digits, whichever of them are silent: two books with the same one are made of the same files. */
    public String content() {
        return content;
    }

    /** Whether every rule may speak. */
    public boolean isWhole() {
        return silent.isEmpty();
    }

    /** What judges: the {@link #content}, and the names of the rules that are silent. */
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
