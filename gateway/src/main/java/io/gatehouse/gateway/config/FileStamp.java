package io.gatehouse.gateway.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What changes when a file does: its time, its size, and where it really is, since links are changed too. */
public record FileStamp(String text) {
    private static final int MOST_FILES = 1_000;

    /** The stamp that a file has now. */
    public static FileStamp of(Path file) {
        try {
            return new FileStamp(Files.getLastModifiedTime(file) + "/" + Files.size(file) + "/" + file.toRealPath());
        } catch (IOException e) {
            return new FileStamp("missing");
        }
    }

    /** The stamps of a folder's files whose names have one of these ends. */
    static FileStamp ofFolder(Path folder, List<String> ends) {
        StringBuilder stamps = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> ends.stream().anyMatch(file.getFileName().toString()::endsWith))
                    .sorted()
                    .limit(MOST_FILES)
                    .forEach(file -> stamps.append(file)
                            .append(' ')
                            .append(of(file).text)
                            .append('\n'));
        } catch (IOException | UncheckedIOException e) {
            return new FileStamp("missing");
        }
        return new FileStamp(stamps.toString());
    }
}
