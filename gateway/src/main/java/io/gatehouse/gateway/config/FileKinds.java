package io.gatehouse.gateway.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** Paths, which are relative to the configuration's own folder. */
record FileKinds(Reading reading) {

    /** A place for a file or folder that need not be there yet. */
    Kind<Path> place() {
        return text -> {
            if (text.isBlank() || text.indexOf('\0') >= 0 || text.length() > 1024) {
                throw new IllegalArgumentException("is not a path");
            }
            return reading.resolve(text);
        };
    }

    Kind<Path> file() {
        return text -> {
            Path path = place().read(text);
            if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
                throw new IllegalArgumentException("is not a file this user can read (looked for " + path + ")");
            }
            return path;
        };
    }

    Kind<Path> folder() {
        return text -> {
            Path path = place().read(text);
            if (!Files.isDirectory(path)) {
                throw new IllegalArgumentException("is not a folder (looked for " + path + ")");
            }
            return path;
        };
    }
}
