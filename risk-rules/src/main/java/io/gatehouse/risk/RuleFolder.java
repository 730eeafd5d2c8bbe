package io.gatehouse.risk;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a folder of rules: its regular {@code *.drl} files, by name, within bounds.
 *
 * <p>Rules are code that runs in this process. So, unless the folder is trusted for another reason, it and its files must belong to the running user or
 * root, and nobody else may be able to write them.
 */
final class RuleFolder {
    private static final int MAX_FILES = 200;
    private static final int MAX_FILE_BYTES = 512 * 1024;
    private static final int MAX_TOTAL_BYTES = 4 * 1024 * 1024;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}\\.drl");
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private RuleFolder() {}

    /** Reads a folder that only the running user can have written. */
    static List<RuleFile> read(Path folder) throws BrokenRules {
        return read(folder, true);
    }

    /** Reads a folder whoever owns it: for the build, which compiles what lies in its own source tree. */
    static List<RuleFile> readTrusted(Path folder) throws BrokenRules {
        return read(folder, false);
    }

    private static List<RuleFile> read(Path folder, boolean ownOnly) throws BrokenRules {
        if (!Files.isDirectory(folder)) {
            throw new BrokenRules(folder.toString(), "is not a folder; name a folder that holds *.drl files");
        }
        try {
            Path real = folder.toRealPath();
            List<RuleFile> files = new ArrayList<>();
            int total = 0;
            for (Path file : drlFiles(real)) {
                Path target = insideOf(real, file);
                if (ownOnly) {
                    refuseForeign(real, target);
                }
                byte[] bytes = bytes(target, file);
                files.add(RuleFile.of(file.getFileName().toString(), bytes));
                total += bytes.length;
                if (total > MAX_TOTAL_BYTES) {
                    throw new BrokenRules(folder.toString(), "holds more than " + MAX_TOTAL_BYTES + " bytes of rules");
                }
            }
            if (files.isEmpty()) {
                throw new BrokenRules(folder.toString(), "holds no *.drl file");
            }
            return files;
        } catch (IOException | DirectoryIteratorException e) {
            throw new BrokenRules(folder.toString(), "cannot be read: " + e);
        }
    }

    private static List<Path> drlFiles(Path folder) throws IOException, BrokenRules {
        List<Path> files = new ArrayList<>();
        // Names that begin with a dot are editors' lock and swap files.
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "[!.]*.drl")) {
            for (Path file : entries) {
                String name = file.getFileName().toString();
                if (!NAME.matcher(name).matches()) {
                    throw new BrokenRules(
                            folder.toString(),
                            "holds a file with an odd name; use letters, digits, '.', '_' and '-', at most 100 of them");
                }
                files.add(file);
                if (files.size() > MAX_FILES) {
                    throw new BrokenRules(folder.toString(), "holds more than " + MAX_FILES + " *.drl files");
                }
            }
        }
        files.sort(Comparator.comparing(file -> file.getFileName().toString()));
        return files;
    }

    /** Follows links only within the folder: that is how Kubernetes mounts a ConfigMap. */
    private static Path insideOf(Path folder, Path file) throws IOException, BrokenRules {
        String name = file.getFileName().toString();
        if (!Files.exists(file)) {
            throw new BrokenRules(name, "is a link to nothing");
        }
        Path target = file.toRealPath();
        if (!target.startsWith(folder)) {
            throw new BrokenRules(name, "links out of the folder; copy the file into it");
        }
        if (!Files.isRegularFile(target)) {
            throw new BrokenRules(name, "is not a regular file");
        }
        return target;
    }

    private static void refuseForeign(Path folder, Path file) throws IOException, BrokenRules {
        for (Path path = file; path != null && path.startsWith(folder); path = path.getParent()) {
            if (!Files.getFileStore(path).supportsFileAttributeView("posix")) {
                throw new BrokenRules(
                        path.toString(), "lies on a file system without owners; rules need one that has them");
            }
            long owner = ((Number) Files.getAttribute(path, "unix:uid")).longValue();
            long self = new UnixSystem().getUid();
            if (owner != self && owner != 0) {
                throw new BrokenRules(
                        path.toString(),
                        "belongs to user id " + owner + ", and Gatehouse runs as " + self + ": chown -R " + self + " "
                                + folder);
            }
            for (PosixFilePermission permission : Files.getPosixFilePermissions(path)) {
                if (OTHERS_WRITE.contains(permission)) {
                    throw new BrokenRules(path.toString(), "can be written by other users: chmod -R go-w " + folder);
                }
            }
        }
    }

    private static byte[] bytes(Path target, Path file) throws IOException, BrokenRules {
        try (InputStream in = Files.newInputStream(target)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new BrokenRules(
                        file.getFileName().toString(), "is larger than " + MAX_FILE_BYTES + " bytes; split it");
            }
            return bytes;
        }
    }
}
