package io.gatehouse.risk;

import com.github.javaparser.Position;
import com.github.javaparser.ast.Node;
import org.drools.mvel.parser.printer.PrintUtil;

/**
 * A piece of a rule that is parsed by itself, and where it stands.
 *
 * @param offset of its first character in the file; below 0 where that is not known
 * @param line of the rule, for want of a better one
 */
record Fragment(RuleFile file, String rule, String text, int offset, int line) {

    /** Looks for a rule's piece between two places of its file. */
    static Fragment find(RuleFile file, ParsedFile.Section rule, String text, int from) {
        int found = file.text().indexOf(text, Math.max(0, from));
        return new Fragment(file, rule.rule(), text, found <= rule.to() ? found : -1, rule.line());
    }

    RuleError refuse(Node node, String why) {
        String said = PrintUtil.printNode(node);
        return at(place(node, said), RuleCompiler.oneLine(said) + ": " + why);
    }

    /** Where a node begins in the text. Nodes of conditions do not know; those of consequences count from a line with a bracket that the parser puts before them. */
    private int place(Node node, String said) {
        Position begin = node.getBegin().orElse(Position.HOME);
        if (begin.line < 2) {
            return Math.max(0, text.indexOf(said));
        }
        int lineStart = 0;
        for (int line = 2; line < begin.line; line++) {
            lineStart = text.indexOf('\n', lineStart) + 1;
        }
        return lineStart + begin.column - 1;
    }

    private RuleError at(int place, String message) {
        return offset < 0
                ? new RuleError(file.name(), line, 0, rule, message)
                : file.error(Math.min(offset + place, file.text().length()), rule, message);
    }

    /** For a piece that its parser does not take. */
    RuleError unreadable(Throwable why) {
        String said = RuleCompiler.oneLine(String.valueOf(why.getMessage()).split("Problem stacktrace", 2)[0]);
        return at(
                0,
                why instanceof StackOverflowError
                        ? "is nested too deeply; write it flatter"
                        : "cannot be read: " + said);
    }
}
