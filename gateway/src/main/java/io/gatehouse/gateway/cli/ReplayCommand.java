package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.gateway.flow.enrich.Atlas;
import io.gatehouse.gateway.replay.BadLine;
import io.gatehouse.gateway.replay.Lines;
import io.gatehouse.gateway.replay.Replay;
import io.gatehouse.gateway.replay.Report;
import io.gatehouse.gateway.replay.Rerun;
import io.gatehouse.gateway.replay.Result;
import io.gatehouse.risk.BrokenRules;
import io.gatehouse.risk.RuleBook;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatehouse replay}: what a rule set makes of sign-ins that were recorded. */
@Command(
        name = "replay",
        description = {
            "Replays recorded sign-ins, in the order of time, on an empty memory: what would these rules have decided?",
            "A line of input is {\"at\",\"user\",\"ip\",\"user_agent\",\"device\",\"outcome\",\"label\"} (see docs/replay.md) or one of decisions.jsonl. Owners approve what is challenged;"
                    + " attacks (\"label\":\"attack:NAME\") do not."
        })
final class ReplayCommand implements Callable<Integer> {
    private static final String STANDARD = "-";
    private static final int BUFFER = 1 << 18;
    private static final long NEWS_NANOS = Duration.ofSeconds(5).toNanos();

    @Option(
            names = "--logins",
            required = true,
            paramLabel = "FILE",
            description = "Sign-ins, one JSON object a line, gzipped or not; - reads standard input.")
    private String logins = "";

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description = "The rules. Default: the configuration's, or the shipped ones.")
    private @Nullable Path rules;

    @Option(names = "--against", paramLabel = "DIR", description = "Other rules: says what they decide differently.")
    private @Nullable Path against;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Writes each line again with verdict, score and reasons; gzipped if it ends in .gz.")
    private @Nullable Path out;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Takes rules, thresholds, warm-up, geo databases, network lists and retention from a configuration.")
    private @Nullable Path config;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, ConfigErrors, BrokenRules {
        Ruling ruling = Ruling.of(config, rules);
        Atlas atlas = ruling.atlas();
        try (RuleBook book = ruling.book();
                RuleBook other = against == null ? null : RuleBook.compile(against);
                Lines lines = open();
                OutputStream to = output()) {
            Replay replay = new Replay(
                    new Rerun(book, ruling.rules(), ruling.retention()),
                    other == null ? null : new Rerun(other, ruling.rules(), ruling.retention()),
                    atlas::locate);
            News news = new News(spec.commandLine().getErr());
            Result result = replay.run(lines, to, news::read);
            news.end();
            print(result, book, other);
            return 0;
        } catch (BadLine e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void print(Result result, RuleBook book, @Nullable RuleBook other) {
        PrintWriter table = spec.commandLine().getOut();
        Report report = new Report(result, table);
        table.println(
                "rules: version " + book.version() + (other == null ? "" : "; against: version " + other.version()));
        if (other == null) {
            report.print();
        } else {
            report.printComparison();
        }
        table.flush();
    }

    private Lines open() throws IOException {
        return logins.equals(STANDARD) ? Lines.of("standard input", new Unclosed()) : Lines.of(Path.of(logins));
    }

    private @Nullable OutputStream output() throws IOException {
        if (out == null) {
            return null;
        }
        if (!logins.equals(STANDARD) && Files.exists(out) && Files.isSameFile(out, Path.of(logins))) {
            throw new IOException(out + ": is what is read; name another file to write");
        }
        OutputStream file = Files.newOutputStream(out);
        return out.toString().endsWith(".gz")
                ? new BufferedOutputStream(new GZIPOutputStream(file, BUFFER), BUFFER)
                : new BufferedOutputStream(file, BUFFER);
    }

    /** Standard input is not ours to close. */
    private static final class Unclosed extends java.io.FilterInputStream {
        Unclosed() {
            super(standardInput());
        }

        private static InputStream standardInput() {
            return System.in;
        }

        @Override
        public void close() {}
    }

    /** Tells on the error stream how far it is, every few seconds. */
    private static final class News {
        private final PrintWriter err;
        private final long began = System.nanoTime();
        private long told = began;
        private long lines;

        News(PrintWriter err) {
            this.err = err;
        }

        void read(long lines, double share) {
            this.lines = lines;
            long now = System.nanoTime();
            if (now - told >= NEWS_NANOS) {
                told = now;
                err.println(String.format(Locale.ROOT, "%,d lines", lines)
                        + (share == 0 ? "" : String.format(Locale.ROOT, ", %.0f %%", 100 * share))
                        + String.format(Locale.ROOT, ", %,.0f a second", lines / seconds(now)));
                err.flush();
            }
        }

        void end() {
            err.println(String.format(Locale.ROOT, "%.1f s", seconds(System.nanoTime()))
                    + (lines == 0
                            ? ""
                            : String.format(
                                    Locale.ROOT, ", %,.0f lines a second", lines / seconds(System.nanoTime()))));
            err.flush();
        }

        private double seconds(long now) {
            return Math.max(1e-3, (now - began) / 1e9);
        }
    }
}
