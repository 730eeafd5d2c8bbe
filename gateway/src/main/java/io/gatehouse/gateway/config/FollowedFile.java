package io.gatehouse.gateway.config;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * A file, or a folder of files, that is looked at every few seconds. A change counts once it is seen twice alike, so that what is still being written is let alone. For one thread.
 */
public final class FollowedFile {
    private final Path path;
    private final Function<Path, FileStamp> stamps;
    private FileStamp used;
    private FileStamp seen;

    /** As the file is now: to be made before it is read. */
    public FollowedFile(Path path) {
        this(path, FileStamp::of);
    }

    private FollowedFile(Path path, Function<Path, FileStamp> stamps) {
        this.path = path;
        this.stamps = stamps;
        this.used = stamps.apply(path);
        this.seen = used;
    }

    /** A folder's files whose names have one of these ends, as they are now. */
    public static FollowedFile folder(Path folder, List<String> ends) {
        return new FollowedFile(folder, path -> FileStamp.ofFolder(path, ends));
    }

    public Path path() {
        return path;
    }

    /** Whether it has changed since it was made or last said so, and changes no more. */
    public boolean hasChanged() {
        FileStamp now = stamps.apply(path);
        boolean calm = now.equals(seen);
        seen = now;
        if (!calm || now.equals(used)) {
            return false;
        }
        used = now;
        return true;
    }
}
