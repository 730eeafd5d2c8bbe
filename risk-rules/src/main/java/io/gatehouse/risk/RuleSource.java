package io.gatehouse.risk;

import io.gatehouse.risk.ParsedFile.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rules as text, before they are compiled.
 *
 * @param rules in the order of the book
 */
record RuleSource(String version, List<ParsedFile> files, List<RuleEntry> rules) {
    private static final int MAX_RULES = 2_000;

    /** @throws BrokenRules with each syntax error and each name that is given twice */
    static RuleSource of(List<RuleFile> files) throws BrokenRules {
        List<ParsedFile> parsed = new ArrayList<>();
        List<RuleError> errors = new ArrayList<>();
        for (RuleFile file : files) {
            try {
                parsed.add(ParsedFile.of(file));
            } catch (BrokenRules broken) {
                errors.addAll(broken.errors());
            }
        }
        Map<String, RuleEntry> byName = new HashMap<>();
        List<RuleEntry> rules = new ArrayList<>();
        for (ParsedFile file : parsed) {
            for (Section section : file.rules()) {
                RuleEntry rule = new RuleEntry(section.rule(), file.name(), section.line());
                rules.add(rule);
                RuleEntry first = byName.putIfAbsent(rule.name(), rule);
                if (first != null) {
                    errors.add(new RuleError(
                            rule.file(),
                            rule.line(),
                            0,
                            rule.name(),
                            "has the name of the rule at " + first.file() + ":" + first.line() + "; rename one"));
                }
            }
        }
        if (rules.isEmpty() && errors.isEmpty()) {
            errors.add(RuleError.of(files.get(0).name(), "holds no rule"));
        }
        if (rules.size() > MAX_RULES) {
            errors.add(RuleError.of(
                    files.get(0).name(),
                    "begins a book of " + rules.size() + " rules; " + MAX_RULES + " are the limit"));
        }
        if (!errors.isEmpty()) {
            throw new BrokenRules(errors);
        }
        return new RuleSource(RuleFile.version(files), parsed, rules);
    }

    CompiledRules compile() throws BrokenRules {
        try {
            return RuleCompiler.compile(files);
        } catch (BrokenRules broken) {
            throw new BrokenRules(FaultFinder.find(files, broken.errors()));
        }
    }

    RuleBook book() throws BrokenRules {
        return new RuleBook(rules, version, compile());
    }
}
