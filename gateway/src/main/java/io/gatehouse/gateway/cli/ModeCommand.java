package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.config.AdminToken;
import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatehouse mode}: switches a running gateway between watching and interfering, through its admin listener. */
@Command(
        name = "mode",
        description =
                "Switches a running gateway to monitor (decide and log, never interfere) or enforce, until its next start.")
final class ModeCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            defaultValue = "gatehouse.yaml",
            paramLabel = "FILE",
            description =
                    "The gateway's configuration, which names its admin listener and tokens. Default: ${DEFAULT-VALUE}")
    private Path file = Path.of("gatehouse.yaml");

    @Parameters(paramLabel = "monitor|enforce")
    private Config.Mode mode = Config.Mode.MONITOR;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, ConfigErrors, InterruptedException {
        String word = mode.name().toLowerCase(Locale.ROOT);
        AdminClient.of(file, AdminToken.Scope.MODE).post("/api/mode", Map.of("mode", word));
        spec.commandLine()
                .getOut()
                .println("mode: " + word + " (until the next start: change mode in " + file + " too)");
        return 0;
    }
}
