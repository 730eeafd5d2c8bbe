package io.gatehouse.risk;

import java.util.List;

/** Rule books made of texts. */
final class TestBooks {
    static final String IMPORT = "import io.gatehouse.risk.*;\n";

    private TestBooks() {}

    static RuleBook of(String rules) throws BrokenRules {
        return RuleSource.of(List.of(new RuleFile("test.drl", IMPORT + rules))).book();
    }

    static String always(String name, String consequence) {
        return "rule \"" + name + "\" when $r : Risk() then " + consequence + " end\n";
    }
}
