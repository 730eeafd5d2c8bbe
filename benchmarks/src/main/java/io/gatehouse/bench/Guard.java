package io.gatehouse.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures how many bytes each stage allocates, and compares with what is committed: fails when one takes more. Bytes hardly depend on the machine or its load, as times do.
 *
 * <p>{@code Guard FILE} compares, {@code Guard FILE write} writes what it measures. Each run also measures a regression that is planted in one of the stages: if that is not
 * caught, the guard is blind, and fails too.
 */
public final class Guard {
    static final String PLANTED = "planted";
    /** The stage that the planted regression is in. */
    static final String PLANTED_IN = "networks4";

    private static final String UNIT = "gc.alloc.rate.norm";

    private Guard() {}

    public static void main(String[] arguments) throws IOException, RunnerException {
        Path file = Path.of(arguments[0]);
        Map<String, Double> measured = measure();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (arguments.length > 1 && arguments[1].equals("write")) {
            new Baseline(without(measured)).write(file);
            out.println("Wrote " + file);
            return;
        }
        Baseline baseline = Baseline.read(file);
        boolean good = baseline.compare(without(measured), out);
        double planted = measured.getOrDefault(PLANTED, 0.0);
        boolean seeing = !baseline.allows(PLANTED_IN, planted);
        out.printf(
                "A planted regression of %.0f B in %s %s.%n",
                planted, PLANTED_IN, seeing ? "is caught" : "is NOT caught: the guard is blind");
        if (!good || !seeing) {
            out.println("If it has to be so: benchmarks/guard write, and say why in the commit.");
            System.exit(1);
        }
    }

    private static Map<String, Double> without(Map<String, Double> measured) {
        return measured.entrySet().stream()
                .filter(one -> !one.getKey().equals(PLANTED))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }

    /** Bytes an operation, by benchmark: the least of three measurements, with a compiler that is waited for, so that a busy machine does not measure code that is still interpreted. */
    private static Map<String, Double> measure() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("io\\.gatehouse\\..*")
                        .exclude(".*\\.bound[A-Z].*")
                        .mode(Mode.AverageTime)
                        .forks(1)
                        .warmupIterations(2)
                        .warmupTime(TimeValue.milliseconds(600))
                        .measurementIterations(3)
                        .measurementTime(TimeValue.milliseconds(200))
                        .jvmArgs("-Xmx768m", "-XX:+UseSerialGC", "-Xbatch")
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        Map<String, Double> bytes = new TreeMap<>();
        for (RunResult result : results) {
            String name = result.getPrimaryResult().getLabel();
            bytes.put(
                    name,
                    Objects.requireNonNull(result.getSecondaryResults().get(UNIT), UNIT)
                            .getStatistics()
                            .getMin());
        }
        return bytes;
    }
}
