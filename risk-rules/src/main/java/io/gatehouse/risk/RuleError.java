package io.gatehouse.risk;

/**
 * One fault in a folder of rules or scenarios.
 *
 * @param file the file's name, or the folder where no single file is at fault
 * @param line from 1; 0 where it is not known
 * @param column from 1; 0 where it is not known
 * @param rule the rule's name; empty where no single rule is at fault
 * @param message the fault and, where there is one, the fix
 */
public record RuleError(String file, int line, int column, String rule, String message) {
    static RuleError of(String file, String message) {
        return new RuleError(file, 0, 0, "", message);
    }

    /** {@code file:line:column: rule "name": message}, without what is not known. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
            if (column > 0) {
                text.append(':').append(column);
            }
        }
        text.append(": ");
        if (!rule.isEmpty()) {
            text.append("rule \"").append(rule).append("\": ");
        }
        return text.append(message).toString();
    }
}
