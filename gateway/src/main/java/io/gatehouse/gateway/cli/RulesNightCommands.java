package io.gatehouse.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.gateway.config.AdminToken;
import io.gatehouse.gateway.config.ConfigErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What an operator does to the rules of a running gateway on a bad night. The gateway's log tells who did what. */
final class RulesNightCommands {
    private RulesNightCommands() {}

    /** Asks the gateway of a configuration. */
    abstract static class OfRunningGateway implements Callable<Integer> {
        @Option(
                names = "--config",
                defaultValue = "gatehouse.yaml",
                paramLabel = "FILE",
                description =
                        "The gateway's configuration, which names its admin listener and tokens. Default: ${DEFAULT-VALUE}")
        private Path file = Path.of("gatehouse.yaml");

        @Spec
        private CommandSpec spec = CommandSpec.create();

        JsonNode ask(String path, Map<String, String> members) throws IOException, ConfigErrors, InterruptedException {
            return AdminClient.of(file, AdminToken.Scope.RULES).post(path, members);
        }

        Integer say(String text) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
            return 0;
        }
    }

    @Command(
            name = "mute",
            description = "Silences a rule of a running gateway for a time.",
            mixinStandardHelpOptions = true)
    static final class Mute extends OfRunningGateway {
        @Parameters(paramLabel = "NAME")
        private String name = "";

        @Option(
                names = "--for",
                required = true,
                paramLabel = "TIME",
                converter = Span.class,
                description = "15m, 2h, 3d; at most 30d")
        private Duration time = Duration.ZERO;

        @Override
        public Integer call() throws IOException, ConfigErrors, InterruptedException {
            JsonNode rules = ask("/api/rules/mute", Map.of("rule", name, "for", time.toString()));
            return say("muted. Rules in force: " + rules.path("version").asText() + "\n");
        }
    }

    @Command(
            name = "unmute",
            description = "Lets a silent rule of a running gateway speak again.",
            mixinStandardHelpOptions = true)
    static final class Unmute extends OfRunningGateway {
        @Parameters(paramLabel = "NAME")
        private String name = "";

        @Override
        public Integer call() throws IOException, ConfigErrors, InterruptedException {
            JsonNode rules = ask("/api/rules/unmute", Map.of("rule", name));
            return say("unmuted. Rules in force: " + rules.path("version").asText() + "\n");
        }
    }

    @Command(
            name = "rollback",
            description =
                    "Goes back to rules that were in force before, until files change or the gateway starts anew.",
            mixinStandardHelpOptions = true)
    static final class Rollback extends OfRunningGateway {
        @Parameters(paramLabel = "VERSION", description = "as a decision or /api/rules names it")
        private String version = "";

        @Override
        public Integer call() throws IOException, ConfigErrors, InterruptedException {
            JsonNode rules = ask("/api/rules/rollback", Map.of("version", version));
            return say("rules in force: " + rules.path("version").asText()
                    + " (until a file of rules changes, or the next start)\n");
        }
    }

    @Command(
            name = "scenario",
            description =
                    "Prints a decision of a running gateway as a scenario, to be put into a *.scenarios.yaml and corrected.",
            mixinStandardHelpOptions = true)
    static final class ScenarioOf extends OfRunningGateway {
        @Option(names = "--from", required = true, paramLabel = "DECISION", description = "the decision's id")
        private String decision = "";

        @Override
        public Integer call() throws IOException, ConfigErrors, InterruptedException {
            return say(ask("/api/rules/scenario", Map.of("decision", decision))
                    .path("yaml")
                    .asText());
        }
    }

    /** Reads {@code 15m}. */
    static final class Span implements ITypeConverter<Duration> {
        private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,4})([mhd])");

        @Override
        public Duration convert(String text) {
            Matcher span = SPAN.matcher(text);
            if (!span.matches()) {
                throw new TypeConversionException("\"" + text + "\" is no time; write 15m, 2h or 3d");
            }
            long count = Long.parseLong(span.group(1));
            return switch (span.group(2)) {
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        }
    }
}
