package io.gatehouse.gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Paths, which are relative to the configuration's own folder. */
record FileKinds(Reading reading) {
    private static final int LARGEST_PAGE = 256 * 1024;

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

    /** An HTML file, read now. */
    Kind<StaticPage> page() {
        return text -> {
            Path path = file().read(text);
            byte[] bytes;
            try (InputStream in = Files.newInputStream(path)) {
                bytes = in.readNBytes(LARGEST_PAGE + 1);
            } catch (IOException e) {
                throw new IllegalArgumentException("cannot be read (" + e + ")", e);
            }
            if (bytes.length > LARGEST_PAGE) {
                throw new IllegalArgumentException(
                        "is larger than 256KiB; write a page that stands alone and is small");
            }
            try {
                String html = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
                return new StaticPage(path, html);
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException("is not UTF-8 text; save it in that encoding", e);
            }
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
