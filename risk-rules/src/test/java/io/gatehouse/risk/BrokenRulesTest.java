package io.gatehouse.risk;

import static io.gatehouse.risk.TestBooks.always;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class BrokenRulesTest {

    @Test
    void tellsLineAndColumnOfASyntaxError() {
        assertThat(errors("\nrule \"a\"\nwhen $r : Risk( travel.speedKmh > )\nthen end\n"))
                .containsExactly(
                        new RuleError("test.drl", 4, 35, "", "no viable alternative at input ')' in rule \"a\""));
    }

    @Test
    void tellsEachRuleThatDoesNotFitTheFacts() {
        List<RuleError> errors = errors(always("good", "$r.add(1, \"x\");")
                + "rule \"bad fact\" when $r : Risk( travel.sped > 1 ) then $r.add(1, \"x\"); end\n"
                + always("good too", "$r.add(1, \"x\");")
                + always("bad call", "$r.explode();")
                + always("bad type", "$r.add(\"x\", \"x\");")
                + always("also good", "$r.add(1, \"x\");"));

        assertThat(errors)
                .extracting(error -> error.line() + " " + error.rule())
                .containsExactly("3 bad fact", "5 bad call", "6 bad type");
        assertThat(errors.get(0).message())
                .startsWith("travel.sped: there is no fact travel.sped; there is: travel.distanceKm");
        assertThat(errors.get(1).message()).contains("explode");
    }

    @Test
    void refusesToCompareANumberWithAText() {
        assertThat(
                        errors(
                                always("good", "$r.add(1, \"x\");")
                                        + "rule \"no number\" when $r : Risk( travel.speedKmh > \"abc\" ) then $r.add(1, \"x\"); end\n"))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.rule()).isEqualTo("no number");
                    assertThat(error.line()).isEqualTo(3);
                    assertThat(error.message()).isEqualTo("\"abc\": is a text, and a number belongs here");
                });
    }

    @Test
    void findsARegularExpressionThatIsNone() {
        assertThat(errors("rule \"regex\" when $r : Risk( client.browser matches \"(\" ) then $r.add(1, \"x\"); end\n"))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.rule()).isEqualTo("regex");
                    assertThat(error.message()).contains("Unclosed group");
                });
    }

    @Test
    void refusesANameGivenTwice() {
        assertThat(errors(always("twin", "$r.add(1, \"x\");") + always("twin", "$r.add(2, \"x\");")))
                .containsExactly(
                        new RuleError("test.drl", 3, 0, "twin", "has the name of the rule at test.drl:2; rename one"));
    }

    @Test
    void refusesABookWithoutRules() {
        assertThat(errors("// nothing here")).extracting(RuleError::message).containsExactly("holds no rule");
    }

    @Test
    void saysAllOfItInItsMessage() {
        BrokenRules broken = new BrokenRules(List.of(
                new RuleError("a.drl", 3, 7, "", "one"),
                new RuleError("b.drl", 5, 0, "name", "two"),
                new RuleError("/rules", 0, 0, "", "three")));

        assertThat(broken).hasMessage("a.drl:3:7: one\nb.drl:5: rule \"name\": two\n/rules: three");
    }

    private static List<RuleError> errors(String rules) {
        BrokenRules broken = catchThrowableOfType(BrokenRules.class, () -> TestBooks.of(rules));
        assertThat(broken).as("these rules compile").isNotNull();
        return broken.errors();
    }
}
