package io.gatehouse.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gatehouse.risk.BrokenRules;
import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.RuleEntry;
import io.gatehouse.risk.RuleError;
import io.gatehouse.risk.Thresholds;
import io.gatehouse.risk.scenario.Difference;
import io.gatehouse.risk.scenario.Scenario;
import io.gatehouse.risk.scenario.ScenarioFolder;
import io.gatehouse.risk.scenario.ScenarioResult;
import io.gatehouse.risk.scenario.ScenarioRunner;
import io.gatehouse.risk.scenario.Storyteller;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rules}: what a rule's author runs. Exit code 0 if all is well, 1 if rules or scenarios are at fault. */
@Command(
        name = "rules",
        description = "Check and test a folder of rules.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class RulesCommand {
    private static final int OK = 0;
    private static final int FAULTY = 1;

    private final @Nullable Storyteller storyteller;

    @Spec
    private @Nullable CommandSpec spec;

    public RulesCommand() {
        this(null);
    }

    /** @param storyteller tells scenarios in words; without it they fail, and say so */
    public RulesCommand(@Nullable Storyteller storyteller) {
        this.storyteller = storyteller;
    }

    @Command(
            name = "check",
            description = "Compile the rules and say what is wrong, where; or list them.",
            mixinStandardHelpOptions = true)
    int check(
            @Parameters(paramLabel = "DIR", description = "a folder of *.drl files") Path folder,
            @Option(names = "--json", description = "for editors: {\"version\", \"rules\", \"errors\"}") boolean json)
            throws JsonProcessingException {
        String version = "";
        List<RuleEntry> rules = List.of();
        List<RuleError> errors = new ArrayList<>();
        try (RuleBook book = RuleBook.compile(folder)) {
            version = book.version();
            rules = book.rules();
        } catch (BrokenRules broken) {
            errors.addAll(broken.errors());
        }
        try {
            ScenarioFolder.read(folder);
        } catch (BrokenRules broken) {
            errors.addAll(broken.errors());
        }
        if (json) {
            out().println(json(version, rules, errors));
        } else if (errors.isEmpty()) {
            rules.forEach(rule -> out().println(rule.file() + ":" + rule.line() + "  " + rule.name()));
            out().println(rules.size() + " rules, version " + version);
        } else {
            errors.forEach(error -> err().println(error));
        }
        return errors.isEmpty() ? OK : FAULTY;
    }

    @Command(name = "test", description = "Run the scenarios beside the rules.", mixinStandardHelpOptions = true)
    int test(
            @Parameters(paramLabel = "DIR", description = "a folder of *.drl and *.scenarios.yaml files") Path folder) {
        try (RuleBook book = RuleBook.compile(folder)) {
            List<Scenario> scenarios = ScenarioFolder.read(folder);
            if (scenarios.isEmpty()) {
                err().println(folder + ": holds no *.scenarios.yaml, so there is nothing to run");
                return FAULTY;
            }
            return run(scenarios, new ScenarioRunner(book, Thresholds.DEFAULT, storyteller));
        } catch (BrokenRules broken) {
            broken.errors().forEach(error -> err().println(error));
            return FAULTY;
        }
    }

    private int run(List<Scenario> scenarios, ScenarioRunner runner) {
        int failed = 0;
        double millis = 0;
        String file = "";
        for (Scenario scenario : scenarios) {
            if (!scenario.file().equals(file)) {
                file = scenario.file();
                out().println(file);
            }
            ScenarioResult result = runner.run(scenario);
            print(result);
            failed += result.passed() ? 0 : 1;
            millis += millis(result);
        }
        out().println();
        out().println((scenarios.size() - failed) + " passed, " + failed + " failed, " + rounded(millis) + " ms");
        return failed == 0 ? OK : FAULTY;
    }

    private void print(ScenarioResult result) {
        Scenario scenario = result.scenario();
        if (result.passed()) {
            out().println("  ✓ " + scenario.name() + "  (" + rounded(millis(result)) + " ms)");
            return;
        }
        out().println("  ✗ " + scenario.name() + "  " + scenario.file() + ":" + scenario.line());
        for (Difference difference : result.differences()) {
            out().println("      " + difference.what() + ": expected " + difference.expected());
            out().println("      " + " ".repeat(difference.what().length()) + "  seen     " + difference.seen());
        }
    }

    private static String json(String version, List<RuleEntry> rules, List<RuleError> errors)
            throws JsonProcessingException {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("version", version);
        report.put("rules", rules);
        report.put("errors", errors);
        return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report);
    }

    private static double millis(ScenarioResult result) {
        return result.took().toNanos() / 1e6;
    }

    private static String rounded(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis);
    }

    private PrintWriter out() {
        return commandLine().getOut();
    }

    private PrintWriter err() {
        return commandLine().getErr();
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("picocli fills in the specification before it runs a command");
        }
        return spec.commandLine();
    }
}
