package io.gatehouse.gateway.workbench;

import io.gatehouse.gateway.config.FollowedFile;
import io.gatehouse.risk.BrokenRules;
import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.RuleError;
import io.gatehouse.risk.Thresholds;
import io.gatehouse.risk.scenario.Difference;
import io.gatehouse.risk.scenario.Scenario;
import io.gatehouse.risk.scenario.ScenarioFolder;
import io.gatehouse.risk.scenario.ScenarioResult;
import io.gatehouse.risk.scenario.ScenarioRunner;
import io.gatehouse.risk.scenario.Storyteller;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder of rules that somebody edits while the gateway runs. For one thread, which compiles. */
final class RuleFiles {
    private static final List<String> ENDS = List.of(".drl", ".scenarios.yaml");
    private static final int MOST_FAILURES = 20;

    private final Path folder;
    private final Thresholds thresholds;
    private final Storyteller storyteller;
    private final FollowedFile files;

    RuleFiles(Path folder, Thresholds thresholds, Storyteller storyteller) {
        this.folder = folder;
        this.thresholds = thresholds;
        this.storyteller = storyteller;
        this.files = FollowedFile.folder(folder, ENDS);
    }

    boolean haveChanged() {
        return files.hasChanged();
    }

    /**
     * The rules as they are, once their scenarios hold.
     *
     * @throws BrokenRules with what does not compile, or each scenario that fails
     */
    RuleBook read() throws BrokenRules {
        RuleBook book = RuleBook.compile(folder);
        boolean good = false;
        try {
            refuseFailures(book);
            good = true;
            return book;
        } finally {
            if (!good) {
                book.close();
            }
        }
    }

    private void refuseFailures(RuleBook book) throws BrokenRules {
        ScenarioRunner runner = new ScenarioRunner(book, thresholds, storyteller);
        List<RuleError> failures = new ArrayList<>();
        for (Scenario scenario : ScenarioFolder.read(folder)) {
            ScenarioResult result = runner.run(scenario);
            for (Difference difference : result.differences()) {
                failures.add(new RuleError(
                        scenario.file(),
                        scenario.line(),
                        0,
                        "",
                        "the scenario \"" + scenario.name() + "\" fails: " + difference.what() + " should be "
                                + difference.expected() + " and is " + difference.seen()));
            }
            if (failures.size() >= MOST_FAILURES) {
                break;
            }
        }
        if (!failures.isEmpty()) {
            throw new BrokenRules(failures);
        }
    }
}
