package io.gatehouse.geo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The data that ship in the jar; a jar without them is broken, so their faults are unchecked. */
final class Resources {
    private Resources() {}

    static InputStream open(String name) {
        InputStream in = Resources.class.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException("io/gatehouse/geo/" + name + " is missing from the jar; build it again");
        }
        return in;
    }

    static List<List<String>> csv(String name) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(open(name), StandardCharsets.UTF_8))) {
            return in.lines().map(CsvLine::cells).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
