package io.gatehouse.risk;

import java.util.List;
import java.util.stream.Collectors;

/** A folder of rules or scenarios that cannot be used, with all that is wrong in it. */
public final class BrokenRules extends Exception {
    private final transient List<RuleError> errors;

    public BrokenRules(List<RuleError> errors) {
        super(errors.stream().map(RuleError::toString).collect(Collectors.joining("\n")));
        this.errors = List.copyOf(errors);
    }

    BrokenRules(String file, String message) {
        this(List.of(RuleError.of(file, message)));
    }

    /** At least one. */
    public List<RuleError> errors() {
        return errors;
    }
}
