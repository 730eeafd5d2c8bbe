package io.gatehouse.gateway.keyring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys by purpose. The first key of a purpose is the current one; older ones still verify and open, so that keys can be rotated: put a new key
 * before the old, and drop the old when nothing of it is needed any more.
 *
 * <p>File: {@code {"keys":[{"id":"k1","purpose":"sign|hash|seal|upstream","key":"<base64 of 32 bytes>"}, …]}}.
 */
public final class Keyring {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param mac each thread's own, keyed already: making one costs more than using it */
    private record Key(int id, Purpose purpose, byte[] bytes, ThreadLocal<Mac> mac) {
        Key(int id, Purpose purpose, byte[] bytes) {
            this(id, purpose, bytes, ThreadLocal.withInitial(() -> keyed(bytes)));
        }

        private static Mac keyed(byte[] bytes) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
                return mac;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JVM lacks HmacSHA256", e);
            }
        }

        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }

    private final List<Key> keys;
    private final SecureRandom random = new SecureRandom();

    private Keyring(List<Key> keys) {
        this.keys = List.copyOf(keys);
        for (Purpose purpose : Purpose.values()) {
            current(purpose);
        }
    }

    /** Reads the keyring, or makes one where there is none. */
    public static Keyring openOrCreate(Path file) throws IOException {
        if (Files.notExists(file)) {
            try {
                write(file);
            } catch (FileAlreadyExistsException e) {
                // Another node was faster: read its keys.
            }
        }
        if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IOException(file + ": the keyring may be read by others; run: chmod 600 " + file);
        }
        return new Keyring(read(file));
    }

    /** A keyring that lives as long as the process. */
    public static Keyring temporary() {
        return temporary(new SecureRandom());
    }

    /** A keyring of keys that this source makes: predictable ones make a replay repeatable, and protect nothing. */
    public static Keyring temporary(RandomGenerator random) {
        List<Key> keys = new ArrayList<>();
        for (Purpose purpose : Purpose.values()) {
            keys.add(new Key(keys.size() + 1, purpose, randomBytes(random, KEY_BYTES)));
        }
        return new Keyring(keys);
    }

    private static void write(Path file) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode list = root.putArray("keys");
        for (Key key : temporary().keys) {
            list.addObject()
                    .put("id", "k" + key.id)
                    .put("purpose", key.purpose.name().toLowerCase(Locale.ROOT))
                    .put("key", Base64.getEncoder().encodeToString(key.bytes));
        }
        // A link, unlike a move, fails where the file exists: two nodes that start together agree on one keyring.
        publish(file, root, draft -> Files.createLink(file, draft));
    }

    /** How a draft takes the keyring's name. */
    @FunctionalInterface
    interface Naming {
        void name(Path draft) throws IOException;
    }

    /** Writes the content beside the keyring, whole, on disk and for its owner only, before it takes the keyring's name. */
    static void publish(Path keyring, ObjectNode content, Naming naming) throws IOException {
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

    private static List<Key> read(Path file) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(Files.readAllBytes(file));
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new IOException(file + ": not JSON; restore it from a backup (a new keyring forgets every device)");
        }
        List<Key> keys = new ArrayList<>();
        for (JsonNode node : root.path("keys")) {
            try {
                String id = node.path("id").asText();
                byte[] bytes = Base64.getDecoder().decode(node.path("key").asText());
                Purpose purpose = Purpose.valueOf(node.path("purpose").asText().toUpperCase(Locale.ROOT));
                if (!id.matches("k[1-9][0-9]{0,4}") || bytes.length != KEY_BYTES) {
                    throw new IllegalArgumentException();
                }
                keys.add(new Key(Integer.parseInt(id.substring(1)), purpose, bytes));
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        file + ": key number " + (keys.size() + 1)
                                + " is malformed; it needs id k1 … k99999, purpose sign, hash, seal or upstream, and the base64 of 32 bytes");
            }
        }
        for (Purpose purpose : Purpose.values()) {
            if (keys.stream().noneMatch(key -> key.purpose == purpose)) {
                throw new IOException(
                        file + ": no key of purpose " + purpose.name().toLowerCase(Locale.ROOT));
            }
        }
        return keys;
    }

    /** {@code keyId.mac}, URL-safe. The context keeps a signature made for one use from serving another. */
    public String sign(String context, String message) {
        Key key = current(Purpose.SIGN);
        return "k" + key.id + "." + base64(mac(key, context, message.getBytes(StandardCharsets.UTF_8)));
    }

    /** {@code keyId.mac} of the bare message, which an application that was given the upstream key can verify. */
    public String signForUpstream(String message) {
        Key key = current(Purpose.UPSTREAM);
        return "k" + key.id + "." + base64(hmac(key, List.of(message.getBytes(StandardCharsets.UTF_8))));
    }

    /** Whether the signature was made by {@link #sign} with one of our keys over the same context and message. */
    public boolean verifies(String context, String message, String signature) {
        for (Key key : keys) {
            String prefix = "k" + key.id + ".";
            if (key.purpose == Purpose.SIGN && signature.startsWith(prefix)) {
                byte[] expected = mac(key, context, message.getBytes(StandardCharsets.UTF_8));
                return MessageDigest.isEqual(
                        base64(expected).getBytes(StandardCharsets.US_ASCII),
                        signature.substring(prefix.length()).getBytes(StandardCharsets.US_ASCII));
            }
        }
        return false;
    }

    /** A keyed hash under the current key, 16 bytes. */
    public byte[] hash(String context, byte[] value) {
        return Arrays.copyOf(mac(current(Purpose.HASH), context, value), 16);
    }

    /** {@link #hash} of a text, URL-safe: 22 characters. */
    public String hash(String context, String value) {
        return base64(hash(context, value.getBytes(StandardCharsets.UTF_8)));
    }

    /** AES-256-GCM under the current sealing key: 4 bytes key id, nonce, ciphertext and tag. */
    public byte[] seal(String context, byte[] plain) {
        Key key = current(Purpose.SEAL);
        byte[] nonce = randomBytes(random, NONCE_BYTES);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, key, nonce, context, plain)
                .orElseThrow(() -> new IllegalStateException("AES-GCM cannot encrypt"));
        return ByteBuffer.allocate(4 + NONCE_BYTES + sealed.length)
                .putInt(key.id)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** What was sealed in the same context; empty if it was altered, or its key is gone. */
    public Optional<byte[]> open(String context, byte[] sealed) {
        if (sealed.length < 4 + NONCE_BYTES + TAG_BITS / 8) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(sealed);
        int id = buffer.getInt();
        byte[] nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        return keys.stream()
                .filter(key -> key.id == id && key.purpose == Purpose.SEAL)
                .findFirst()
                .flatMap(key -> crypt(Cipher.DECRYPT_MODE, key, nonce, context, rest));
    }

    private Key current(Purpose purpose) {
        return keys.stream()
                .filter(key -> key.purpose == purpose)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no key of purpose " + purpose));
    }

    private static Optional<byte[]> crypt(int mode, Key key, byte[] nonce, String context, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key.bytes, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
            return Optional.of(cipher.doFinal(input));
        } catch (javax.crypto.AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks AES/GCM", e);
        }
    }

    private static byte[] mac(Key key, String context, byte[] message) {
        return hmac(key, List.of(context.getBytes(StandardCharsets.UTF_8), new byte[1], message));
    }

    private static byte[] hmac(Key key, List<byte[]> parts) {
        Mac mac = key.mac.get();
        parts.forEach(mac::update);
        // Sets it back to its beginning.
        return mac.doFinal();
    }

    private static byte[] randomBytes(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
