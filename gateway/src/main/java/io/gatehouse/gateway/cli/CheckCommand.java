package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.gateway.config.ConfigReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatehouse check}: says whether {@code run} would start with a configuration, and everything that is wrong with it. */
@Command(
        name = "check",
        description = "Validates a configuration and the files it names; tells every fault. Exit code 0 or 1.")
final class CheckCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            defaultValue = "gatehouse.yaml",
            paramLabel = "FILE",
            description = "The configuration. Default: ${DEFAULT-VALUE}")
    private Path file = Path.of("gatehouse.yaml");

    @Option(
            names = "--probe",
            description =
                    "Also sends the application one sign-in with a wrong password each, and says whether success tells it apart.")
    private boolean probe;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws ConfigErrors, InterruptedException {
        Config config = new ConfigReader().read(file);
        List<String> faults = Preflight.faults(config, InstantSource.system().instant());
        faults.forEach(spec.commandLine().getErr()::println);
        boolean good = faults.isEmpty();
        if (probe) {
            good &= probeAll(config);
        }
        if (good) {
            spec.commandLine().getOut().println(file + ": ok: " + summary(config));
        }
        return good ? 0 : 1;
    }

    private boolean probeAll(Config config) throws InterruptedException {
        SuccessProbe prober = new SuccessProbe(config);
        boolean good = true;
        for (Config.Login login : config.logins()) {
            SuccessProbe.Result result = prober.probe(login);
            PrintWriter where = result.good()
                    ? spec.commandLine().getOut()
                    : spec.commandLine().getErr();
            where.println(result.text());
            good &= result.good();
        }
        return good;
    }

    private static String summary(Config config) {
        return "mode " + config.mode().name().toLowerCase(Locale.ROOT) + ", "
                + config.listen().size() + " listen, " + config.upstreams().size() + " upstreams, "
                + config.logins().size() + " sign-ins, "
                + config.geo().databases().size() + " geo databases, "
                + config.networks().size() + " lists of networks";
    }
}
