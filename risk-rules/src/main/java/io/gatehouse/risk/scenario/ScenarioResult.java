package io.gatehouse.risk.scenario;

import java.time.Duration;
import java.util.List;

/**
 * How a scenario ended.
 *
 * @param differences none if it passed
 * @param took enrichment and judgement
 */
public record ScenarioResult(Scenario scenario, List<Difference> differences, Duration took) {
    public ScenarioResult {
        differences = List.copyOf(differences);
    }

    public boolean passed() {
        return differences.isEmpty();
    }
}
