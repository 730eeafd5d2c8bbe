package io.gatehouse.gateway.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.gateway.keyring.Keyring;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns names, addresses and device ids into keyed hashes before they are kept: whoever gets hold of a store learns none of them without the keyring. Accounts are called by the
 * keyring's oldest hashing key, and dropping that one begins a new memory; all else by the current one.
 */
public final class Pseudonyms {
    private static final VarHandle FIRST = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    /** How many texts of a kind are remembered, with their hashes: of most kinds there are a few hundred. */
    private static final int REMEMBERED = 2_048;
    /** Of a kind that each device has its own of, nothing is remembered. */
    private static final String OF_ONE_DEVICE = "key";

    private final Keyring keyring;
    private final int generation;
    /** What many clients have alike is hashed once for each key: hashing is dear, and a sign-in has eight of these. */
    private volatile Hashed hashed = new Hashed(0);

    /**
     * Hashes under one key.
     *
     * @param byText by kind, and then by text
     */
    private record Hashed(int key, Map<String, Cache<String, Long>> byText) {
        Hashed(int key) {
            this(key, new ConcurrentHashMap<>());
        }

        Cache<String, Long> of(String kind) {
            return byText.computeIfAbsent(
                    kind,
                    absent -> Caffeine.newBuilder().maximumSize(REMEMBERED).build());
        }
    }

    public Pseudonyms(Keyring keyring) {
        this(keyring, 0);
    }

    private Pseudonyms(Keyring keyring, int generation) {
        this.keyring = keyring;
        this.generation = generation;
    }

    /** How the same would be called under each of the keys that are not current; mostly there are none. */
    public List<Pseudonyms> older() {
        int generations = keyring.generationCount();
        return generations == 1
                ? List.of()
                : IntStream.range(1, generations)
                        .mapToObj(older -> new Pseudonyms(keyring, older))
                        .toList();
    }

    /** The account as the stores know it. */
    public String user(String name) {
        return keyring.lastingHash("user", name);
    }

    /** The device as the stores and the decision log know it. */
    public long device(byte[] id) {
        return hash("device", id);
    }

    /**
     * What an attempt's client showed.
     *
     * @param deviceId 16 bytes
     * @param deviceShown it brought this device's cookie
     * @param userAgent its User-Agent header
     * @param ja4 its TLS fingerprint
     */
    public record Client(
            byte[] deviceId,
            boolean deviceShown,
            @Nullable String userAgent,
            @Nullable String ja4) {}

    /**
     * Everything by which the stores know an attempt.
     *
     * @param name the account's normalised name
     * @param asn the address's autonomous system; 0 where it is unknown
     */
    public Traces traces(String name, InetAddress address, long asn, Client client) {
        String user = user(name);
        byte[] raw = address.getAddress();
        boolean v4 = raw.length == 4;
        long network = hash("network", Arrays.copyOf(raw, v4 ? 3 : 6));
        long one = hash("address", v4 ? raw : Arrays.copyOf(raw, 8));
        return new Traces(
                user,
                Traces.accountOf(user),
                device(client.deviceId),
                client.deviceShown,
                one,
                network,
                v4 ? network : Traces.prefix(network, one),
                asn,
                remembered("agent", client.userAgent),
                remembered("ja4", client.ja4));
    }

    /**
     * Names credentials, on a device, from a network.
     *
     * @param device its id; empty where there is none
     */
    public String credentials(String authorization, byte[] device, InetAddress address) {
        byte[] raw = address.getAddress();
        byte[] secret = authorization.getBytes(StandardCharsets.UTF_8);
        byte[] network = Arrays.copyOf(raw, raw.length == 4 ? 3 : 6);
        byte[] all = ByteBuffer.allocate(8 + secret.length + device.length + network.length)
                .putInt(secret.length)
                .put(secret)
                .putInt(device.length)
                .put(device)
                .put(network)
                .array();
        return HexFormat.of().formatHex(keyring.hash("credentials", all));
    }

    private long remembered(String context, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return 0;
        }
        if (generation != 0) {
            return hash(context, text.getBytes(StandardCharsets.UTF_8));
        }
        int key = keyring.generation();
        Hashed underKey = hashed;
        if (underKey.key != key) {
            underKey = new Hashed(key);
            hashed = underKey;
        }
        Cache<String, Long> known = underKey.of(context);
        Long hash = known.getIfPresent(text);
        if (hash == null) {
            hash = hash(context, text.getBytes(StandardCharsets.UTF_8));
            known.put(text, hash);
        }
        return hash;
    }

    /**
     * A short mark that is only ever compared with others of its kind; 0 for an empty text, and for no other.
     *
     * @param kind what the text is
     */
    public int mark(String kind, String text) {
        if (text.isEmpty()) {
            return 0;
        }
        String context = "print-" + kind;
        long hash = kind.equals(OF_ONE_DEVICE)
                ? hash(context, text.getBytes(StandardCharsets.UTF_8))
                : remembered(context, text);
        int mark = (int) (hash >>> 32);
        // Shorter uses take the lower half, which must not be 0 either.
        return (mark & 0xffff) == 0 ? mark | 1 : mark;
    }

    private long hash(String context, byte[] value) {
        return (long) FIRST.get(keyring.hash(generation, context, value), 0);
    }
}
