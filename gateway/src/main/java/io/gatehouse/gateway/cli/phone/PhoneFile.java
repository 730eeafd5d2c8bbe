package io.gatehouse.gateway.cli.phone;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * An enrolled phone as it is kept in a file of mode 0600.
 *
 * @param origin the phone page's
 * @param device the phone's id
 */
record PhoneFile(URI origin, String device, String user, String name, PhoneKey key) {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    private static final ObjectMapper JSON = new ObjectMapper();

    static PhoneFile read(Path file) throws IOException {
        if (Files.notExists(file)) {
            throw new IOException(
                    file + ": no phone is enrolled here; run: gatehouse phone enrol --link URL --state " + file);
        }
        if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IOException(file + ": the phone's key may be read by others; run: chmod 600 " + file);
        }
        try {
            JsonNode node = JSON.readTree(Files.readAllBytes(file));
            return new PhoneFile(
                    URI.create(node.path("origin").asText()),
                    node.path("device").asText(),
                    node.path("user").asText(),
                    node.path("name").asText(),
                    PhoneKey.decode(node.path("key").asText()));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException(
                    file + ": not a file that gatehouse phone wrote; enrol again with another --state FILE");
        }
    }

    /** Makes sure, before the link is used up, that the phone can be kept. */
    static Path draftFor(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        return Files.createTempFile(directory, ".phone", ".json", PRIVATE);
    }

    void write(Path draft, Path file) throws IOException {
        ObjectNode node = JSON.createObjectNode()
                .put("origin", origin.toString())
                .put("device", device)
                .put("user", user)
                .put("name", name)
                .put("key", key.encoded());
        Files.write(draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node), StandardOpenOption.SYNC);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The key is a secret. */
    @Override
    public String toString() {
        return "PhoneFile[" + device + " at " + origin + "]";
    }
}
