package io.gatehouse.gateway.keyring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The file that holds a keyring: {@code {"keys":[{"id":"k5","purpose":"sign|hash|seal|upstream","from":"<time, or absent>","key":"<base64 of 32 bytes>"}, …]}}, a purpose's newest key first. It is its
 * owner's alone, and replaced whole: who reads it sees it before a change or after it.
 */
public final class KeyringFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEYS = "keys";

    /**
     * What may be told of a key.
     *
     * @param from when it comes, or came, into use; the beginning of time where the file does not say
     * @param current it is the one that writes
     */
    public record Entry(String id, Purpose purpose, Instant from, boolean current) {}

    private KeyringFile() {}

    static void makeIfAbsent(Path file) throws IOException {
        if (Files.notExists(file)) {
            ObjectNode root = JSON.createObjectNode();
            ArrayNode list = root.putArray(KEYS);
            Keyring.made(new SecureRandom()).forEach(key -> list.add(node(key)));
            try {
                // A link, unlike a move, fails where the file exists: two nodes that start together agree on one
                // keyring.
                publish(file, root, draft -> Files.createLink(file, draft));
            } catch (FileAlreadyExistsException e) {
                // Another node was faster: its keys count.
            }
        }
    }

    /** All keys, those that are not used yet too. */
    public static List<Entry> list(Path file, InstantSource clock) throws IOException {
        List<Keyring.Key> keys = read(file);
        return keys.stream()
                .map(key -> new Entry(
                        key.name(),
                        key.purpose(),
                        key.from(),
                        key.equals(current(keys, key.purpose(), clock.instant()))))
                .toList();
    }

    /** Adds a key for each of the purposes, used from then on; tells their ids. */
    public static List<String> rotate(Path file, Collection<Purpose> purposes, Instant from) throws IOException {
        read(file);
        SecureRandom random = new SecureRandom();
        return change(file, root -> {
            List<String> added = new ArrayList<>();
            ArrayNode list = (ArrayNode) root.path(KEYS);
            for (Purpose purpose : purposes) {
                Keyring.Key key = new Keyring.Key(
                        1 + largestId(list),
                        purpose,
                        Keyring.randomBytes(random, Keyring.KEY_BYTES),
                        from.truncatedTo(ChronoUnit.SECONDS));
                list.insert(0, node(key));
                added.add(key.name());
            }
            return added;
        });
    }

    /** Takes a key out that is not the current one: what was written with it is not understood any more. */
    public static void drop(Path file, String id, InstantSource clock) throws IOException {
        Entry entry = list(file, clock).stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IOException(file + ": no key " + id));
        if (entry.current()) {
            throw new IOException(file + ": " + id + " is the current key of its purpose; rotate it first");
        }
        change(file, root -> {
            ArrayNode list = (ArrayNode) root.path(KEYS);
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i).path("id").asText().equals(id)) {
                    list.remove(i);
                    return id;
                }
            }
            throw new IOException(file + ": " + id + " was dropped meanwhile");
        });
    }

    /** The newest whose time has come; the oldest of all where none has. */
    static Keyring.Key current(List<Keyring.Key> keys, Purpose purpose, Instant now) {
        Keyring.Key oldest = null;
        for (Keyring.Key key : keys) {
            if (key.purpose() == purpose) {
                if (!key.from().isAfter(now)) {
                    return key;
                }
                oldest = key;
            }
        }
        if (oldest == null) {
            throw new IllegalStateException("no key of purpose " + purpose);
        }
        return oldest;
    }

    static List<Keyring.Key> read(Path file) throws IOException {
        if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IOException(file + ": the keyring may be read by others; run: chmod 600 " + file);
        }
        JsonNode root;
        try {
            root = JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new IOException(file + ": not JSON; restore it from a backup (a new keyring forgets every device)");
        }
        List<Keyring.Key> keys = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode node : root.path(KEYS)) {
            try {
                Keyring.Key key = key(node);
                if (!ids.add(key.name())) {
                    throw new IOException(file + ": " + key.name() + " is there twice; each key has an id of its own");
                }
                keys.add(key);
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new IOException(
                        file + ": key number " + (keys.size() + 1)
                                + " is malformed; it needs id k1 … k99999, purpose sign, hash, seal or upstream, the base64 of 32 bytes, and from, if it is there, a time");
            }
        }
        for (Purpose purpose : Purpose.values()) {
            if (keys.stream().noneMatch(key -> key.purpose() == purpose)) {
                throw new IOException(file + ": no key of purpose " + word(purpose));
            }
        }
        return keys;
    }

    private static Keyring.Key key(JsonNode node) {
        String id = node.path("id").asText();
        byte[] bytes = Base64.getDecoder().decode(node.path("key").asText());
        Purpose purpose = Purpose.valueOf(node.path("purpose").asText().toUpperCase(Locale.ROOT));
        Instant from = node.has("from") ? Instant.parse(node.path("from").asText()) : Instant.EPOCH;
        if (!id.matches("k[1-9][0-9]{0,4}") || bytes.length != Keyring.KEY_BYTES) {
            throw new IllegalArgumentException();
        }
        return new Keyring.Key(Integer.parseInt(id.substring(1)), purpose, bytes, from);
    }

    private static ObjectNode node(Keyring.Key key) {
        ObjectNode node = JSON.createObjectNode().put("id", key.name()).put("purpose", word(key.purpose()));
        if (key.from().isAfter(Instant.EPOCH)) {
            node.put("from", key.from().toString());
        }
        return node.put("key", Base64.getEncoder().encodeToString(key.bytes()));
    }

    private static int largestId(ArrayNode list) {
        int largest = 0;
        for (JsonNode node : list) {
            largest =
                    Math.max(largest, Integer.parseInt(node.path("id").asText().substring(1)));
        }
        return largest;
    }

    private static String word(Purpose purpose) {
        return purpose.name().toLowerCase(Locale.ROOT);
    }

    /** What is to be changed. */
    @FunctionalInterface
    interface Change<T> {
        T in(ObjectNode root) throws IOException;
    }

    /** Changes the file, one at a time. Whoever holds the lock reads the file again by its name: it may have been replaced while it was waited for. */
    static <T> T change(Path file, Change<T> change) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.lock();
            byte[] before = Files.readAllBytes(file);
            ObjectNode root = (ObjectNode) JSON.readTree(before);
            T done = change.in(root);
            if (!root.equals(JSON.readTree(before))) {
                publish(file, root, draft -> Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE));
            }
            return done;
        }
    }

    /** How a draft takes the keyring's name. */
    @FunctionalInterface
    private interface Naming {
        void name(Path draft) throws IOException;
    }

    /** Writes the content beside the keyring, whole, on disk and for its owner only, before it takes the keyring's name. */
    private static void publish(Path keyring, ObjectNode content, Naming naming) throws IOException {
        Path directory = keyring.toAbsolutePath().getParent();
        Path draft =
                Files.createTempFile(directory, ".keyring", ".json", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.write(
                    draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content), StandardOpenOption.SYNC);
            naming.name(draft);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
