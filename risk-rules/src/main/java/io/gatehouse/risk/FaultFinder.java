package io.gatehouse.risk;

import io.gatehouse.risk.ParsedFile.Section;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the rules that do not compile.
 *
 * <p>Drools reports most errors without the rule they are in. So each file is compiled again: first without its rules, then with all of them, and while that
 * fails, with one half of them and the other, down to the single rules at fault.
 */
final class FaultFinder {
    private static final int ENOUGH = 20;

    private final List<RuleError> found = new ArrayList<>();

    private FaultFinder() {}

    /**
     * @param asWhole what was said of all files together: the answer where no single rule is at fault
     */
    static List<RuleError> find(List<ParsedFile> files, List<RuleError> asWhole) {
        FaultFinder finder = new FaultFinder();
        for (ParsedFile file : files) {
            List<RuleError> outsideRules = finder.compile(file.with(List.of()));
            if (outsideRules.isEmpty()) {
                finder.search(file, file.rules());
            } else {
                outsideRules.forEach(error -> finder.note(file, error.line(), "", error));
            }
        }
        return finder.found.isEmpty() ? asWhole : finder.found;
    }

    private void search(ParsedFile file, List<Section> rules) {
        if (rules.isEmpty() || found.size() >= ENOUGH) {
            return;
        }
        List<RuleError> errors = compile(file.with(rules));
        if (errors.isEmpty()) {
            return;
        }
        if (rules.size() == 1) {
            Section rule = rules.get(0);
            for (RuleError error : errors) {
                note(file, error.line() > 0 ? error.line() : rule.line(), rule.rule(), error);
            }
            return;
        }
        int half = rules.size() / 2;
        search(file, rules.subList(0, half));
        search(file, rules.subList(half, rules.size()));
    }

    private void note(ParsedFile file, int line, String rule, RuleError error) {
        RuleError placed = new RuleError(file.name(), line, 0, rule, error.message());
        if (!found.contains(placed)) {
            found.add(placed);
        }
    }

    private List<RuleError> compile(ParsedFile file) {
        try {
            RuleCompiler.compile(List.of(file));
            return List.of();
        } catch (BrokenRules broken) {
            return broken.errors();
        }
    }
}
