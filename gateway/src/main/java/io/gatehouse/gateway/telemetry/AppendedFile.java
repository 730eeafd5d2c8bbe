package io.gatehouse.gateway.telemetry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A log's file, made with mode 0600, to which one thread appends. When it is moved away (logrotate) the next lines start a new one; where a largest size is given, it moves itself away, to {@code
 * NAME.1} and further on. After a write that broke off, in this process or an earlier one, the next begins on a new line, so that at most one line is damaged.
 */
final class AppendedFile implements AutoCloseable {
    private static final Set<OpenOption> APPEND = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private final long largest;
    private final int keep;
    private @Nullable FileChannel channel;
    private @Nullable Object openedKey;
    private boolean brokenOff;

    private AppendedFile(Path file, long largest, int keep) {
        this.file = file;
        this.largest = largest;
        this.keep = keep;
    }

    /**
     * Opens the file, or makes it.
     *
     * @param largest bytes from which on it is moved away; 0: never
     * @param keep how many that were moved away remain
     * @param what it is, for the message of a failure
     */
    static AppendedFile open(Path file, long largest, int keep, String what) throws IOException {
        AppendedFile opened = new AppendedFile(file, largest, keep);
        try {
            opened.channel();
            return opened;
        } catch (IOException e) {
            throw new IOException(
                    file + ": cannot write the " + what + " (" + e
                            + "); make its directory writable for this user, and the file no symbolic link",
                    e);
        }
    }

    /** Appends whole lines. After a failure the file is opened anew the next time. */
    void append(ByteBuffer lines) throws IOException {
        try {
            FileChannel open = channel();
            if (largest > 0 && open.size() > 0 && open.size() + lines.remaining() > largest) {
                moveAway();
                open = channel();
            }
            if (brokenOff) {
                open.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
            brokenOff = true;
            while (lines.hasRemaining()) {
                open.write(lines);
            }
            brokenOff = false;
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Drops the beginning of the file: what is left takes its place, whole. */
    void dropBefore(long offset) throws IOException {
        close();
        Path folder = file.toAbsolutePath().getParent();
        Path rest = Files.createTempFile(folder, ".", ".rest", OWNER_ONLY);
        try {
            try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                    FileChannel to = FileChannel.open(rest, StandardOpenOption.WRITE)) {
                if (from.size() < offset) {
                    throw new IOException("the file was moved away meanwhile");
                }
                long at = offset;
                while (at < from.size()) {
                    at += from.transferTo(at, from.size() - at, to);
                }
                to.force(true);
            }
            Files.move(rest, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(rest);
        }
    }

    private void moveAway() throws IOException {
        close();
        for (int i = keep - 1; i >= 1; i--) {
            if (Files.exists(numbered(i), LinkOption.NOFOLLOW_LINKS)) {
                Files.move(numbered(i), numbered(i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file, numbered(1), StandardCopyOption.REPLACE_EXISTING);
        brokenOff = false;
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    /** The channel to the file of that name, a new one if the old was moved away. */
    private FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open != null && openedKey != null && openedKey.equals(currentKey())) {
            return open;
        }
        close();
        FileChannel opened = FileChannel.open(file, APPEND, OWNER_ONLY);
        channel = opened;
        openedKey = currentKey();
        brokenOff = endsWithinALine();
        return opened;
    }

    /** As when an earlier process was killed while it wrote. */
    private boolean endsWithinALine() throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (FileChannel end = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return end.size() > 0 && end.read(last, end.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    private @Nullable Object currentKey() throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
