package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.risk.BrokenRules;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program: one subcommand a file. Exit codes: 0 it did what was asked, 1 it could not (a line on stderr says why), 2 it was not understood. {@code
 * -Dgatehouse.debug=true} adds stack traces.
 */
@Command(
        name = "gatehouse",
        description =
                "Scores each sign-in in front of an application, and lets it pass, holds it for approval, or blocks"
                        + " it.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        scope = CommandLine.ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CheckCommand.class,
            ModeCommand.class,
            RulesCommand.class,
            GeoCommand.class,
            KeyringCommand.class,
            PhoneCommand.class,
            ReplayCommand.class,
            ExplainCommand.class
        })
public final class Main {
    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

    private Main() {}

    public static void main(String[] args) {
        withoutSearchForLeaks();
        System.exit(commandLine(new DemoCommand(Assembly::start), new RunCommand(Assembly::start))
                .execute(args));
    }

    /**
     * Netty watches one buffer in 128 and takes a stack trace of it, which cost a quarter of a request's time here. The whole test suite runs with every buffer watched instead; an operator who
     * suspects a leak sets the property.
     */
    private static void withoutSearchForLeaks() {
        if (System.getProperty(LEAK_DETECTION) == null) {
            System.setProperty(LEAK_DETECTION, "disabled");
        }
    }

    /** The program, and commands that it can only do with something at hand. */
    static CommandLine commandLine(Object... more) {
        CommandLine line = new CommandLine(new Main());
        List.of(more).forEach(line::addSubcommand);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::misunderstood)
                .setExecutionExceptionHandler(Main::failed);
    }

    private static int misunderstood(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("gatehouse: " + problem.getMessage());
        UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (problem instanceof ConfigErrors || problem instanceof BrokenRules) {
            err.println(problem.getMessage());
        } else if (problem instanceof RuntimeException) {
            err.println("gatehouse: unexpected: " + problem + " (-Dgatehouse.debug=true shows where)");
        } else {
            err.println("gatehouse: " + problem.getMessage());
        }
        if (Boolean.getBoolean("gatehouse.debug")) {
            problem.printStackTrace(err);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The version that the build wrote into the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"gatehouse " + (version == null ? "(not built as a jar)" : version)};
        }
    }
}
