package io.gatehouse.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of bad-configs.txt: a file, and the exact lines that tell what is wrong with it. */
class BadConfigTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("SECRET", "hunter2", "PORT", "8080");

    @TempDir
    private Path folder = Path.of("");

    record Row(String name, String file, List<String> errors) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isToldWithPlaceFaultAndFix(Row row) throws IOException {
        Path file = Files.writeString(folder.resolve("gatehouse.yaml"), row.file);

        ConfigErrors errors =
                catchThrowableOfType(ConfigErrors.class, () -> new ConfigReader(ENVIRONMENT::get).read(file));

        assertThat(errors.errors())
                .map(error -> error.toString()
                        .replace(file + ":", "")
                        .replace(folder.toString(), "FOLDER")
                        .strip())
                .containsExactlyElementsOf(row.errors);
    }

    @Test
    void thereAreManyRows() throws IOException {
        assertThat(rows()).hasSizeGreaterThanOrEqualTo(60);
    }

    static Stream<Row> rows() throws IOException {
        try (InputStream in = Objects.requireNonNull(BadConfigTest.class.getResourceAsStream("bad-configs.txt"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^=== ", -1)).skip(1).map(BadConfigTest::row).toList().stream();
        }
    }

    /** Name, file, a line {@code ---}, errors. What a row doesn't care about is added below its file. */
    private static Row row(String text) {
        String[] parts = text.substring(text.indexOf('\n') + 1).split("(?m)^---\n", -1);
        String file = parts[0];
        if (!file.startsWith("#!")) {
            file += file.contains("upstreams:") ? "" : "upstreams: { app: { servers: [http://127.0.0.1:3000] } }\n";
            file += file.contains("logins:") ? "" : "logins: []\n";
        }
        return new Row(
                text.substring(0, text.indexOf('\n')),
                file,
                parts[1].strip().lines().toList());
    }
}
