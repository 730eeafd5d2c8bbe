package io.gatehouse.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many bytes each stage allocates for an operation, as committed: a line each, name and number.
 *
 * <p>What is allowed is a twentieth and {@value #SLACK} bytes more: less than the smallest object, so that a stage which allocates nothing cannot begin to, and more than what the JVM's own threads add.
 */
record Baseline(Map<String, Double> bytes) {
    static final double SLACK = 12;
    static final double SHARE = 0.05;

    static Baseline read(Path file) throws IOException {
        Map<String, Double> bytes = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.strip().split(" +", 2);
                bytes.put(parts[0], Double.valueOf(parts[1]));
            }
        }
        return new Baseline(bytes);
    }

    void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder(
                "# Bytes that each stage allocates for one operation. Written by: benchmarks/guard write\n");
        bytes.forEach((name, number) -> text.append(String.format(Locale.ROOT, "%-22s %6.0f%n", name, number)));
        Files.writeString(file, text);
    }

    boolean allows(String name, double measured) {
        Double before = bytes.get(name);
        return before != null && measured <= before * (1 + SHARE) + SLACK;
    }

    /** Prints a line for each stage; false if one takes more than is allowed, or is missing on one side. */
    boolean compare(Map<String, Double> measured, PrintStream out) {
        boolean good = bytes.keySet().equals(measured.keySet());
        if (!good) {
            out.println("The baseline names other stages than there are: " + bytes.keySet() + ", " + measured.keySet());
        }
        for (Map.Entry<String, Double> one : measured.entrySet()) {
            boolean allowed = allows(one.getKey(), one.getValue());
            good &= allowed;
            out.printf(
                    Locale.ROOT,
                    "%-22s %7.0f B, baseline %7.0f B%s%n",
                    one.getKey(),
                    one.getValue(),
                    bytes.getOrDefault(one.getKey(), Double.NaN),
                    allowed ? "" : "  TOO MANY");
        }
        return good;
    }
}
