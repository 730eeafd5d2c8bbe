package io.gatehouse.gateway.config;

import java.nio.file.Path;

/**
 * A file that is looked at every few seconds. A change counts once it is seen twice alike, so that what is still being written is let alone. For one thread.
 */
public final class FollowedFile {
    private final Path path;
    private FileStamp used;
    private FileStamp seen;

    /** As the file is now: to be made before it is read. */
    public FollowedFile(Path path) {
        this.path = path;
        this.used = FileStamp.of(path);
        this.seen = used;
    }

    public Path path() {
        return path;
    }

    /** Whether it has changed since it was made or last said so, and changes no more. */
    public boolean hasChanged() {
        FileStamp now = FileStamp.of(path);
        boolean calm = now.equals(seen);
        seen = now;
        if (!calm || now.equals(used)) {
            return false;
        }
        used = now;
        return true;
    }
}
