package io.gatehouse.risk.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.Thresholds;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ShippedScenariosTest {
    private static RuleBook book;
    private static List<Scenario> scenarios;

    @BeforeAll
    static void load() throws Exception {
        book = RuleBook.shipped();
        scenarios = ScenarioFolder.read(Path.of("rules"));
    }

    @AfterAll
    static void close() {
        book.close();
    }

    @TestFactory
    Stream<DynamicTest> hold() {
        ScenarioRunner runner = new ScenarioRunner(book, Thresholds.DEFAULT, null);
        return scenarios.stream()
                .map(scenario -> DynamicTest.dynamicTest(
                        scenario.name(),
                        () -> assertThat(runner.run(scenario).differences()).isEmpty()));
    }

    @Test
    void fireEachRuleAndMissItNarrowly() {
        assertThat(scenarios.stream().flatMap(scenario -> scenario.then().fires().stream()))
                .as("rules that a scenario fires")
                .containsAll(book.ruleNames());
        assertThat(scenarios.stream().flatMap(scenario -> scenario.then().silent().stream()))
                .as("rules that a scenario misses")
                .containsAll(book.ruleNames());
    }
}
