package io.gatehouse.risk.scenario;

import java.time.Duration;
import java.util.List;

/**
 * How a scenario ended.
 *
 * @param differences none if it passed
 * @param fired the rules that fired; none if there was no verdict
 * @param took enrichment and judgement
 */
public record ScenarioResult(Scenario scenario, List<Difference> differences, List<String> fired, Duration took) {
    public ScenarioResult {
        differences = List.copyOf(differences);
        fired = List.copyOf(fired);
    }

    public boolean passed() {
        return differences.isEmpty();
    }
}
