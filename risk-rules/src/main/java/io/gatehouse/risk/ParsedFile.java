package io.gatehouse.risk;

import java.util.ArrayList;
import java.util.List;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.QueryDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsError;
import org.drools.drl.parser.DroolsParserException;
import org.drools.drl.parser.ParserError;

/**
 * A file of rules whose syntax is right, and where each of its rules begins and ends.
 *
 * @param rules in the order of the file
 */
record ParsedFile(String name, String text, List<Section> rules) {
    /** So that rules can say {@code PASSKEY}. It stands at the end, where it moves no line. */
    private static final String VISIBLE_TO_RULES = "\nimport static " + Proof.class.getName() + ".PASSKEY;\n";

    /** A rule's name, line, and the characters of the text from {@code from} up to {@code to}. */
    record Section(String rule, int line, int from, int to) {}

    /** @throws BrokenRules with what is wrong with the syntax, or else with all that is not in the {@link RuleLanguage} */
    static ParsedFile of(RuleFile file) throws BrokenRules {
        RawText.check(file);
        DrlParser parser = new DrlParser();
        PackageDescr parsed;
        try {
            parsed = parser.parse(false, file.text());
        } catch (DroolsParserException | RuntimeException | StackOverflowError e) {
            throw new BrokenRules(file.name(), "cannot be parsed: " + RuleCompiler.oneLine(e.toString()));
        }
        if (parser.hasErrors()) {
            throw new BrokenRules(parser.getErrors().stream()
                    .map(error -> error(file.name(), error))
                    .toList());
        }
        List<Section> rules = new ArrayList<>();
        if (parsed != null) {
            for (RuleDescr rule : parsed.getRules()) {
                if (!(rule instanceof QueryDescr)) {
                    rules.add(new Section(
                            rule.getName(), rule.getLine(), rule.getStartCharacter(), rule.getEndCharacter()));
                }
            }
        }
        List<RuleError> faults = parsed == null ? List.of() : RuleLanguage.faults(file, parsed, rules);
        if (!faults.isEmpty()) {
            throw new BrokenRules(faults);
        }
        return new ParsedFile(file.name(), file.text(), List.copyOf(rules));
    }

    /** The same file with these of its rules only, each still on its line. */
    ParsedFile with(List<Section> kept) {
        StringBuilder blanked = new StringBuilder(text);
        for (Section rule : rules) {
            if (!kept.contains(rule)) {
                for (int i = rule.from(); i < rule.to(); i++) {
                    if (text.charAt(i) != '\n') {
                        blanked.setCharAt(i, ' ');
                    }
                }
            }
        }
        return new ParsedFile(name, blanked.toString(), kept);
    }

    String forDrools() {
        return text + VISIBLE_TO_RULES;
    }

    private static RuleError error(String file, DroolsError error) {
        // "[ERR 102] Line 1:18 mismatched input": the place is told separately.
        String message = RuleCompiler.oneLine(error.getMessage()).replaceFirst("^\\[ERR \\d+] Line \\d+:\\d+ ", "");
        if (error instanceof ParserError at) {
            return new RuleError(file, at.getRow(), at.getCol() + 1, "", message);
        }
        return RuleError.of(file, message);
    }
}
