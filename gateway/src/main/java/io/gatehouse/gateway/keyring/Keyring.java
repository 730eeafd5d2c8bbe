package io.gatehouse.gateway.keyring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys by purpose, in generations. The newest key of a purpose whose time has come is the current one, with which is written; older ones, and newer ones that other nodes may use already, still verify,
 * open and find. So keys are rotated without a moment in which something is not understood: {@link KeyringFile} adds the new ones with the time from which they are used.
 */
public final class Keyring {
    static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    /**
     * One key.
     *
     * @param from when it comes into use
     * @param mac each thread's own, keyed already: making one costs more than using it
     */
    record Key(int id, Purpose purpose, byte[] bytes, Instant from, ThreadLocal<Mac> mac) {
        Key(int id, Purpose purpose, byte[] bytes, Instant from) {
            this(id, purpose, bytes, from, ThreadLocal.withInitial(() -> keyed(bytes)));
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

        String name() {
            return "k" + id;
        }

        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private volatile List<Key> keys;

    Keyring(List<Key> keys, InstantSource clock) {
        this.keys = List.copyOf(keys);
        this.clock = clock;
    }

    /** Reads the keyring, or makes one where there is none. */
    public static Keyring openOrCreate(Path file) throws IOException {
        return openOrCreate(file, InstantSource.system());
    }

    static Keyring openOrCreate(Path file, InstantSource clock) throws IOException {
        KeyringFile.makeIfAbsent(file);
        return new Keyring(KeyringFile.read(file), clock);
    }

    /** Takes the file's keys as they are now; what cannot be read changes nothing. */
    public void reload(Path file) throws IOException {
        keys = List.copyOf(KeyringFile.read(file));
    }

    /** A keyring that lives as long as the process. */
    public static Keyring temporary() {
        return temporary(new SecureRandom());
    }

    /** A keyring of keys that this source makes: predictable ones make a replay repeatable, and protect nothing. */
    public static Keyring temporary(RandomGenerator random) {
        return new Keyring(made(random), InstantSource.system());
    }

    /** A key for each purpose. */
    static List<Key> made(RandomGenerator random) {
        List<Key> keys = new ArrayList<>();
        for (Purpose purpose : Purpose.values()) {
            keys.add(new Key(keys.size() + 1, purpose, randomBytes(random, KEY_BYTES), Instant.EPOCH));
        }
        return keys;
    }

    /** {@code keyId.mac}, URL-safe. The context keeps a signature made for one use from serving another. */
    public String sign(String context, String message) {
        Key key = current(Purpose.SIGN);
        return key.name() + "." + base64(mac(key, context, message.getBytes(StandardCharsets.UTF_8)));
    }

    /** {@code keyId.mac} of the bare message, which an application that was given the upstream key can verify. */
    public String signForUpstream(String message) {
        Key key = current(Purpose.UPSTREAM);
        return key.name() + "." + base64(key.mac.get().doFinal(message.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether the signature was made by {@link #sign} with one of our keys over the same context and message. */
    public boolean verifies(String context, String message, String signature) {
        for (Key key : keys) {
            String prefix = key.name() + ".";
            if (key.purpose == Purpose.SIGN && signature.startsWith(prefix)) {
                byte[] expected = mac(key, context, message.getBytes(StandardCharsets.UTF_8));
                return MessageDigest.isEqual(
                        base64(expected).getBytes(StandardCharsets.US_ASCII),
                        signature.substring(prefix.length()).getBytes(StandardCharsets.US_ASCII));
            }
        }
        return false;
    }

    /** Whether the signature was made with the key that is current now. */
    public boolean isCurrent(String signature) {
        return signature.startsWith(current(Purpose.SIGN).name() + ".");
    }

    /** A keyed hash under the current key, 16 bytes. */
    public byte[] hash(String context, byte[] value) {
        return hash(current(Purpose.HASH), context, value);
    }

    /** {@link #hash} of a text, URL-safe: 22 characters. */
    public String hash(String context, String value) {
        return base64(hash(context, value.getBytes(StandardCharsets.UTF_8)));
    }

    /** A text's hashes under every generation, the current one first: under one of them it may have been kept. */
    public List<String> hashes(String context, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return generations().stream()
                .map(key -> base64(hash(key, context, bytes)))
                .toList();
    }

    /** Whether this is a text's hash, of whatever generation; the time it takes does not tell how nearly. */
    public boolean isHash(String context, String value, String hash) {
        boolean is = false;
        for (String one : hashes(context, value)) {
            is |= MessageDigest.isEqual(
                    one.getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
        }
        return is;
    }

    /** Which hashing key is the current one: what is hashed under another has to be hashed anew. */
    public int generation() {
        return current(Purpose.HASH).id;
    }

    /** How many generations of hashing keys there are. */
    public int generationCount() {
        return generations().size();
    }

    /**
     * A keyed hash under a generation, 16 bytes.
     *
     * @param generation 0 is the current one; the oldest where there are not so many
     */
    public byte[] hash(int generation, String context, byte[] value) {
        List<Key> all = generations();
        return hash(all.get(Math.min(generation, all.size() - 1)), context, value);
    }

    /** A keyed hash under the oldest generation, 16 bytes: of what names something that is kept for years, and could not be found under another name. It stays the same until the oldest key is dropped. */
    public byte[] lastingHash(String context, byte[] value) {
        List<Key> all = generations();
        return hash(all.get(all.size() - 1), context, value);
    }

    /** {@link #lastingHash} of a text, URL-safe: 22 characters. */
    public String lastingHash(String context, String value) {
        return base64(lastingHash(context, value.getBytes(StandardCharsets.UTF_8)));
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
        return KeyringFile.current(keys, purpose, clock.instant());
    }

    /** The hashing keys, the current one first, the oldest last. */
    private List<Key> generations() {
        Key current = current(Purpose.HASH);
        List<Key> here = keys;
        if (isOnly(current, here)) {
            return List.of(current);
        }
        List<Key> all = new ArrayList<>();
        all.add(current);
        for (Key key : here) {
            if (key.purpose == Purpose.HASH && !key.equals(current)) {
                all.add(key);
            }
        }
        return all;
    }

    private static boolean isOnly(Key hashing, List<Key> keys) {
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).purpose == Purpose.HASH && keys.get(i).id != hashing.id) {
                return false;
            }
        }
        return true;
    }

    private static byte[] hash(Key key, String context, byte[] value) {
        return Arrays.copyOf(mac(key, context, value), 16);
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
        Mac mac = key.mac.get();
        mac.update(context.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) 0);
        // Sets it back to its beginning.
        return mac.doFinal(message);
    }

    static byte[] randomBytes(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
