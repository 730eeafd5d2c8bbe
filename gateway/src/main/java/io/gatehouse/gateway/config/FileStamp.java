package io.gatehouse.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What changes when a file does: its time, its size, and where it really is, since links are changed too. */
public record FileStamp(String text) {
    /** The stamp that a file has now. */
    public static FileStamp of(Path file) {
        try {
            return new FileStamp(Files.getLastModifiedTime(file) + "/" + Files.size(file) + "/" + file.toRealPath());
        } catch (IOException e) {
            return new FileStamp("missing");
        }
    }
}
