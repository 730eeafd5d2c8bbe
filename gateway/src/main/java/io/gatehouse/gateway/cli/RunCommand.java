package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.gateway.config.ConfigReader;
import io.gatehouse.risk.BrokenRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatehouse run}: the gateway, until it is told to stop (SIGTERM, SIGINT); then what runs may end within ten seconds. */
@Command(name = "run", description = "Runs the gateway in front of the applications that a configuration names.")
final class RunCommand implements Callable<Integer> {
    private final Gateway.Starter starter;
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Option(
            names = "--config",
            defaultValue = "gatehouse.yaml",
            paramLabel = "FILE",
            description = "The configuration. Default: ${DEFAULT-VALUE}")
    private Path file = Path.of("gatehouse.yaml");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RunCommand(Gateway.Starter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws IOException, ConfigErrors, BrokenRules, InterruptedException {
        Config config = new ConfigReader().read(file);
        Gateway gateway = starter.start(config);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            gateway.close();
                            stopped.countDown();
                        },
                        "run-end"));
        spec.commandLine()
                .getOut()
                .println("gatehouse runs in mode " + config.mode().name().toLowerCase(Locale.ROOT));
        spec.commandLine().getOut().flush();
        stopped.await();
        return 0;
    }
}
