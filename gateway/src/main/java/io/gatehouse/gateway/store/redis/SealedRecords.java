package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.StoredJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records as they are in Redis: whoever reads it there reads nothing, and cannot put one in another's place. Sealing the same record twice gives different bytes, so a mark goes before
 * them, by which a step is made on this very record only. It is a hash over random values which are in each record, so that nothing can be guessed from it.
 */
final class SealedRecords<T> {
    static final int MARK = 22;
    private static final int MARK_BYTES = 16;
    private static final Logger LOG = LoggerFactory.getLogger(SealedRecords.class);

    private final Keyring keyring;
    private final String context;
    private final StoredJson<T> json;

    SealedRecords(Keyring keyring, Class<T> type) {
        this.keyring = keyring;
        this.context = "redis " + type.getSimpleName();
        this.json = new StoredJson<>(type);
    }

    /** By which a script knows it. */
    String mark(T value) {
        return mark(json.encode(value));
    }

    private static String mark(String line) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, MARK_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A record's bytes.
     *
     * @param place its key, or whatever else it is found by: it opens nowhere else
     * @param prefix what scripts must know of it
     */
    byte[] seal(String place, String prefix, T value) {
        String line = json.encode(value);
        byte[] before = Keys.bytes(prefix + mark(line));
        byte[] sealed = keyring.seal(context + " " + place, line.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(before.length + sealed.length)
                .put(before)
                .put(sealed)
                .array();
    }

    /** Empty where the keyring has not, or no longer, what opens it: then it is as if it were not there. */
    Optional<T> open(String place, int prefix, Object stored) {
        byte[] bytes = (byte[]) stored;
        int begin = prefix + MARK;
        Optional<byte[]> line = bytes.length < begin
                ? Optional.empty()
                : keyring.open(context + " " + place, Arrays.copyOfRange(bytes, begin, bytes.length));
        if (line.isEmpty()) {
            LOG.warn("{} {} in Redis cannot be opened; do all nodes have the same keyring?", context, place);
        }
        return line.flatMap(bare -> json.decode(new String(bare, StandardCharsets.UTF_8)));
    }
}
