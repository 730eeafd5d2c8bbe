package io.gatehouse.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.gateway.config.ConfigReader;
import io.gatehouse.gateway.scenario.WordStoryteller;
import io.gatehouse.risk.BrokenRules;
import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.RuleEntry;
import io.gatehouse.risk.RuleError;
import io.gatehouse.risk.Thresholds;
import io.gatehouse.risk.scenario.Scenario;
import io.gatehouse.risk.scenario.ScenarioFolder;
import io.gatehouse.risk.scenario.ScenarioRunner;
import io.gatehouse.risk.scenario.Storyteller;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RulesNightCommands.Mute.class,
            RulesNightCommands.Unmute.class,
            RulesNightCommands.Rollback.class,
            RulesNightCommands.ScenarioOf.class
        })
public final class RulesCommand {
    private static final int OK = 0;
    private static final int FAULTY = 1;
    /** As {@code rules.warm-up} is unless said. */
    private static final Duration WARM_UP = Duration.ofDays(14);

    private final Storyteller storyteller;

    @Spec
    private @Nullable CommandSpec spec;

    public RulesCommand() {
        this(new WordStoryteller(WARM_UP));
    }

    /** @param storyteller tells scenarios in words */
    RulesCommand(Storyteller storyteller) {
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
            @Parameters(paramLabel = "DIR", description = "a folder of *.drl and *.scenarios.yaml files") Path folder,
            @Option(names = "--coverage", description = "also say which rules no scenario fires; they make it fail")
                    boolean coverage,
            @Option(names = "--junit", paramLabel = "FILE", description = "also write a report in JUnit's XML")
                    @Nullable
                    Path junit,
            @Option(
                            names = "--config",
                            paramLabel = "FILE",
                            description = "judge with this configuration's thresholds and warm-up, as its gateway does")
                    @Nullable
                    Path config)
            throws IOException, ConfigErrors {
        Config.Rules settings =
                config == null ? null : new ConfigReader().read(config).rules();
        try (RuleBook book = RuleBook.compile(folder)) {
            List<Scenario> scenarios = ScenarioFolder.read(folder);
            if (scenarios.isEmpty()) {
                err().println(folder + ": holds no *.scenarios.yaml, so there is nothing to run");
                return FAULTY;
            }
            ScenarioRunner runner = new ScenarioRunner(
                    book,
                    settings == null ? Thresholds.DEFAULT : settings.thresholds(),
                    settings == null ? storyteller : new WordStoryteller(settings.warmUp()));
            ScenarioReport report =
                    new ScenarioReport(scenarios.stream().map(runner::run).toList());
            report.print(out());
            if (junit != null) {
                Files.writeString(junit, report.junit());
            }
            boolean covered = !coverage || report.printCoverage(book, out());
            return report.failed() == 0 && covered ? OK : FAULTY;
        } catch (BrokenRules broken) {
            broken.errors().forEach(error -> err().println(error));
            return FAULTY;
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
