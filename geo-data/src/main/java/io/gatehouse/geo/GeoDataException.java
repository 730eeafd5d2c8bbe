package io.gatehouse.geo;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A geo file that cannot be used. The message names the file, the fault and the fix. */
public final class GeoDataException extends Exception {
    private static final long serialVersionUID = 1L;

    private GeoDataException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    GeoDataException(Path path, String fault, String fix) {
        this(path, fault, fix, null);
    }

    GeoDataException(Path path, String fault, String fix, @Nullable Throwable cause) {
        this(path + ": " + fault + "; " + fix, cause);
    }

    GeoDataException(Path path, long line, String fault) {
        this(path + ":" + line + ": " + fault, null);
    }
}
