package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.gateway.explain.Explanation;
import io.gatehouse.gateway.replay.BadLine;
import io.gatehouse.gateway.replay.Explained;
import io.gatehouse.gateway.replay.Rerun;
import io.gatehouse.risk.BrokenRules;
import io.gatehouse.risk.Facts;
import io.gatehouse.risk.RuleBook;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatehouse explain}: why a sign-in was decided as it was. */
@Command(
        name = "explain",
        description = {
            "Says why a sign-in is decided as it is: every rule that fires, its points, the facts it read, and the"
                    + " smallest change of one fact that changes the verdict.",
            "A logged decision is judged again by the rules as they are now; a file's last sign-in on what those"
                    + " before it have taught (see docs/replay.md)."
        })
final class ExplainCommand implements Callable<Integer> {
    /** One of the two. */
    private static final class Which {
        @Option(
                names = "--decision",
                required = true,
                paramLabel = "ID",
                description = "A decision of the decision log.")
        private @Nullable String decision;

        @Option(
                names = "--login",
                required = true,
                paramLabel = "FILE",
                description = "The last sign-in of this file, one JSON object a line.")
        private @Nullable Path login;
    }

    @ArgGroup(multiplicity = "1")
    private Which which = new Which();

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "The decision log. Default: the configuration's, or decisions.jsonl.")
    private @Nullable Path log;

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description = "The rules. Default: the configuration's, or the shipped ones.")
    private @Nullable Path rules;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Takes rules, thresholds, geo databases and the log from it.")
    private @Nullable Path config;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, ConfigErrors, BrokenRules {
        Ruling ruling = Ruling.of(config, rules);
        try (RuleBook book = ruling.book()) {
            PrintWriter out = spec.commandLine().getOut();
            new Explanation(book, ruling.rules(), ruling.directory()).print(facts(ruling, book), out);
            out.flush();
            return 0;
        } catch (BadLine e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Facts facts(Ruling ruling, RuleBook book) throws IOException, ConfigErrors, BadLine {
        Path file = which.login;
        if (file != null) {
            return found(
                    Explained.last(file, new Rerun(book, ruling.rules(), ruling.retention()), ruling.atlas()::locate),
                    file + ": has no sign-in");
        }
        Config settings = ruling.config();
        Path decisions = log != null ? log : settings != null ? settings.decisionLog() : Path.of("decisions.jsonl");
        String id = String.valueOf(which.decision);
        return found(
                Explained.logged(decisions, id),
                decisions + ": has no decision " + id
                        + "; name its log with --log, or the configuration with --config");
    }

    private static Facts found(Optional<Facts> facts, String otherwise) throws IOException {
        return facts.orElseThrow(() -> new IOException(otherwise));
    }
}
