package io.gatehouse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendedFileTest {
    @TempDir
    private Path folder = Path.of("");

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private List<String> contents() throws IOException {
        try (Stream<Path> files = Files.list(folder).sorted()) {
            return files.map(file -> {
                        try {
                            return file.getFileName() + "=" + Files.readString(file);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }

    @Test
    void aFileThatWouldGrowTooLargeIsMovedAwayAndSoManyAreKept() throws IOException {
        try (AppendedFile file = AppendedFile.open(folder.resolve("log"), 6, 2, "log")) {
            for (String line : List.of("a1\n", "a2\n", "b1\n", "b2\n", "c1\n", "c2\n", "d1\n")) {
                file.append(bytes(line));
            }
        }

        assertThat(contents()).containsExactly("log=d1\n", "log.1=c1\nc2\n", "log.2=b1\nb2\n");
    }

    @Test
    void whatIsLargerThanAFileMayBeIsWrittenAllTheSame() throws IOException {
        try (AppendedFile file = AppendedFile.open(folder.resolve("log"), 2, 1, "log")) {
            file.append(bytes("long\n"));
            file.append(bytes("longer\n"));
        }

        assertThat(contents()).containsExactly("log=longer\n", "log.1=long\n");
    }

    @Test
    void withoutALargestSizeNothingIsMoved() throws IOException {
        try (AppendedFile file = AppendedFile.open(folder.resolve("log"), 0, 1, "log")) {
            file.append(bytes("a\n"));
            file.append(bytes("b\n"));
        }

        assertThat(contents()).containsExactly("log=a\nb\n");
    }
}
