package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.gateway.config.ConfigReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatehouse check}: says whether {@code run} would start with a configuration, and everything that is wrong with it. */
@Command(name = "check", description = "Validates a configuration and the files it names.")
final class CheckCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The gatehouse.yaml to check.")
    private Path file = Path.of("gatehouse.yaml");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws ConfigErrors {
        Config config = new ConfigReader().read(file);
        PrintWriter out = spec.commandLine().getOut();
        out.println(file + ": ok: " + config.logins().size() + " sign-ins, mode " + config.mode());
        return 0;
    }
}
