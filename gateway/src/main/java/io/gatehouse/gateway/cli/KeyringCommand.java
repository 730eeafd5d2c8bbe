package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.gateway.config.ConfigReader;
import io.gatehouse.gateway.keyring.KeyringFile;
import io.gatehouse.gateway.keyring.Purpose;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code gatehouse keyring}: shows which keys there are, and rotates them. Never shows a key. */
@Command(
        name = "keyring",
        description = "Shows which keys there are, and rotates them. Running gateways follow the file.",
        synopsisSubcommandLabel = "COMMAND")
final class KeyringCommand {
    private static final String CONFIG =
            "The gateway's configuration, which names its keyring. Default: ${DEFAULT-VALUE}";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(name = "list", description = "Shows the keys' ids, purposes and times.")
    int list(@Option(names = "--config", defaultValue = "gatehouse.yaml", description = CONFIG) Path config)
            throws IOException, ConfigErrors {
        PrintWriter out = spec.commandLine().getOut();
        for (KeyringFile.Entry key : KeyringFile.list(file(config), InstantSource.system())) {
            boolean future = key.from().isAfter(Instant.now());
            String since = key.from().equals(Instant.EPOCH)
                    ? "the beginning"
                    : key.from().toString();
            out.printf(
                    "%-7s %-9s %s%n",
                    key.id(),
                    word(key.purpose()),
                    key.current()
                            ? "current, since " + since
                            : future ? "used from " + since : "reads, since " + since);
        }
        return 0;
    }

    @Command(
            name = "rotate",
            description =
                    "Adds new keys, which come into use after a while: until then every node must have the file. What was written with older ones is still read.")
    int rotate(
            @Option(names = "--config", defaultValue = "gatehouse.yaml", description = CONFIG) Path config,
            @Option(
                            names = "--purpose",
                            split = ",",
                            defaultValue = "sign,hash,seal",
                            description =
                                    "Which: sign, hash, seal, upstream (applications that verify headers need that one too). Default: ${DEFAULT-VALUE}")
                    List<Purpose> purposes,
            @Option(
                            names = "--in",
                            defaultValue = "10m",
                            converter = Later.class,
                            description = "When they come into use: 0s, 10m, 2h. Default: ${DEFAULT-VALUE}")
                    Duration later)
            throws IOException, ConfigErrors {
        Instant from = Instant.now().plus(later);
        List<String> added = KeyringFile.rotate(file(config), purposes, from);
        spec.commandLine().getOut().println("added " + String.join(", ", added) + ", used from " + from);
        return 0;
    }

    @Command(name = "drop", description = "Takes an old key out: what was written with it is not understood any more.")
    int drop(
            @Option(names = "--config", defaultValue = "gatehouse.yaml", description = CONFIG) Path config,
            @Parameters(paramLabel = "ID", description = "as list shows it: k3") String id)
            throws IOException, ConfigErrors {
        KeyringFile.drop(file(config), id, InstantSource.system());
        spec.commandLine().getOut().println("dropped " + id);
        return 0;
    }

    private static Path file(Path config) throws IOException, ConfigErrors {
        Path file = new ConfigReader().read(config).keyring();
        if (Files.notExists(file)) {
            throw new IOException(file + ": there is no keyring yet; it is made at the gateway's first start");
        }
        return file;
    }

    private static String word(Purpose purpose) {
        return purpose.name().toLowerCase(Locale.ROOT);
    }

    /** A time from now: a number and s, m or h. */
    static final class Later implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            if (!text.matches("[0-9]{1,6}[smh]")) {
                throw new TypeConversionException("'" + text + "' is not a time like 0s, 10m or 2h");
            }
            return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
        }
    }
}
