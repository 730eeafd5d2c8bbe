package io.gatehouse.gateway.cli;

import io.gatehouse.geo.CsvImport;
import io.gatehouse.geo.DatabaseInfo;
import io.gatehouse.geo.DatabaseKind;
import io.gatehouse.geo.GeoData;
import io.gatehouse.geo.GeoDataException;
import io.gatehouse.geo.IpAddresses;
import io.gatehouse.geo.MmdbWriter;
import io.gatehouse.geo.Place;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code gatehouse geo}: looks at geo databases, and makes them. */
@Command(
        name = "geo",
        description = "Looks at geo databases, and makes them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {GeoCommand.Lookup.class, GeoCommand.Build.class, GeoCommand.Info.class})
public final class GeoCommand {
    private static final int OK = 0;
    private static final int FAILED = 1;

    @Command(name = "lookup", description = "Says where addresses are.", mixinStandardHelpOptions = true)
    static final class Lookup implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Parameters(
                paramLabel = "IP",
                arity = "1..*",
                converter = Address.class,
                description = "IPv4 or IPv6 addresses")
        private List<InetAddress> addresses = List.of();

        @Option(
                names = "--city",
                paramLabel = "FILE",
                description = "country or city database; default: the bundled one")
        private @Nullable Path city;

        @Option(names = "--asn", paramLabel = "FILE", description = "AS database; default: the bundled one")
        private @Nullable Path asn;

        @Option(names = "--anonymous", paramLabel = "FILE", description = "anonymiser database; default: none")
        private @Nullable Path anonymous;

        @Option(names = "--isp", paramLabel = "FILE", description = "internet provider database; default: none")
        private @Nullable Path isp;

        @Option(
                names = "--connection-type",
                paramLabel = "FILE",
                description = "connection type database; default: none")
        private @Nullable Path connectionType;

        @Option(names = "--json", description = "one JSON object a line")
        private boolean json;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            try {
                GeoData geo = GeoData.open(files());
                for (InetAddress address : addresses) {
                    Place place = geo.lookup(address);
                    out.println(json ? PlaceText.json(address, place) : PlaceText.lines(address, place));
                }
                return OK;
            } catch (GeoDataException e) {
                return failed(spec, e);
            }
        }

        private Map<DatabaseKind, Path> files() {
            Map<DatabaseKind, Path> files = new EnumMap<>(DatabaseKind.class);
            put(files, DatabaseKind.CITY, city);
            put(files, DatabaseKind.ASN, asn);
            put(files, DatabaseKind.ANONYMOUS, anonymous);
            put(files, DatabaseKind.ISP, isp);
            put(files, DatabaseKind.CONNECTION_TYPE, connectionType);
            return files;
        }

        private static void put(Map<DatabaseKind, Path> files, DatabaseKind kind, @Nullable Path file) {
            if (file != null) {
                files.put(kind, file);
            }
        }
    }

    @Command(
            name = "build",
            description = {
                "Makes an .mmdb file from CSV files.",
                "A first line may name the columns: network (or start, end), country_code, region, city, latitude, longitude, accuracy_radius, asn, as_name, isp, connection_type, …;"
                        + " without one they are start,end,country or start,end,asn,organisation. Several files are laid over each other."
            },
            mixinStandardHelpOptions = true)
    static final class Build implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Option(
                names = "--csv",
                paramLabel = "FILE",
                required = true,
                arity = "1..*",
                description = "CSV files to read")
        private List<Path> files = List.of();

        @Option(names = "--out", paramLabel = "FILE", required = true, description = "the file to make or replace")
        @SuppressWarnings("NullAway.Init") // required, so set by picocli
        private Path out;

        @Option(
                names = "--type",
                paramLabel = "NAME",
                defaultValue = "Gatehouse",
                description = "database type to state (default: ${DEFAULT-VALUE})")
        private String type = "";

        @Option(names = "--description", paramLabel = "TEXT", defaultValue = "", description = "description to state")
        private String description = "";

        @Option(
                names = "--ipv6-prefix",
                paramLabel = "BITS",
                defaultValue = "128",
                description =
                        "leave out IPv6 networks with a longer prefix, for a smaller file (default: ${DEFAULT-VALUE})")
        private int longestIpv6;

        @Option(
                names = "--built",
                paramLabel = "INSTANT",
                description = "build time to state, such as 2026-06-17T00:00:00Z (default: now)")
        private @Nullable Instant built;

        @Override
        public Integer call() {
            if (longestIpv6 < 0 || longestIpv6 > 128) {
                throw new ParameterException(spec.commandLine(), "--ipv6-prefix is 0 to 128, not " + longestIpv6);
            }
            PrintWriter err = spec.commandLine().getErr();
            MmdbWriter writer = new MmdbWriter(6);
            try {
                for (Path file : files) {
                    long lines =
                            CsvImport.read(file, longestIpv6, writer, line -> progress(err, file + ": line " + line));
                    progress(err, file + ": " + lines + " lines read");
                }
                progress(err, "writing " + out);
                write(writer);
                DatabaseInfo info = DatabaseInfo.of(out);
                spec.commandLine()
                        .getOut()
                        .println(out + ": " + Files.size(out) + " bytes, " + info.nodeCount() + " nodes");
                return OK;
            } catch (GeoDataException | IOException e) {
                return failed(spec, e);
            }
        }

        /** Beside the target first, and then renamed, so that a running gateway never sees half a file. */
        private void write(MmdbWriter writer) throws IOException {
            Path unfinished = out.resolveSibling(out.getFileName() + ".part");
            try {
                try (OutputStream stream = Files.newOutputStream(unfinished)) {
                    writer.write(stream, type, description, built == null ? Instant.now() : built);
                }
                Files.move(unfinished, out, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        }
    }

    @Command(name = "info", description = "Says what a database file holds.", mixinStandardHelpOptions = true)
    static final class Info implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Parameters(paramLabel = "FILE", description = "an .mmdb file")
        @SuppressWarnings("NullAway.Init") // required, so set by picocli
        private Path file;

        @Override
        public Integer call() {
            try {
                DatabaseInfo info = DatabaseInfo.of(file);
                PrintWriter out = spec.commandLine().getOut();
                out.println("type        " + info.type());
                out.println("description " + info.description());
                out.println("built       " + info.built());
                out.println("addresses   " + (info.ipVersion() == 4 ? "IPv4" : "IPv4 and IPv6"));
                out.println("tree        " + info.nodeCount() + " nodes of 2 × " + info.recordSize() + " bits");
                out.println("languages   " + String.join(", ", info.languages()));
                out.println("fields      " + String.join(", ", info.fields()));
                out.println("serves as   "
                        + Stream.of(DatabaseKind.values())
                                .filter(info::isA)
                                .map(kind -> "geo." + kind)
                                .collect(Collectors.joining(", ")));
                return OK;
            } catch (GeoDataException e) {
                return failed(spec, e);
            }
        }
    }

    static final class Address implements ITypeConverter<InetAddress> {
        @Override
        public InetAddress convert(String text) {
            try {
                return IpAddresses.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** An I/O exception's message is often no more than the file's name; its class says what happened to it. */
    private static int failed(CommandSpec spec, Exception e) {
        spec.commandLine().getErr().println(e instanceof GeoDataException ? e.getMessage() : "cannot write: " + e);
        return FAILED;
    }

    private static void progress(PrintWriter err, String what) {
        err.println(what);
        err.flush();
    }
}
