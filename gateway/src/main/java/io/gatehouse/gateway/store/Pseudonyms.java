package io.gatehouse.gateway.store;

import io.gatehouse.gateway.keyring.Keyring;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns names, addresses and device ids into keyed hashes before they are kept: whoever gets hold of a store learns none of them without the keyring. Accounts are called by the
 * keyring's oldest hashing key, and dropping that one begins a new memory; all else by the current one.
 */
public final class Pseudonyms {
    private final Keyring keyring;
    private final int generation;

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
                hash("agent", client.userAgent),
                hash("ja4", client.ja4));
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

    private long hash(String context, @Nullable String text) {
        return text == null || text.isEmpty() ? 0 : hash(context, text.getBytes(StandardCharsets.UTF_8));
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
        int mark = (int) (hash("print-" + kind, text.getBytes(StandardCharsets.UTF_8)) >>> 32);
        // Shorter uses take the lower half, which must not be 0 either.
        return (mark & 0xffff) == 0 ? mark | 1 : mark;
    }

    private long hash(String context, byte[] value) {
        return ByteBuffer.wrap(keyring.hash(generation, context, value)).getLong();
    }
}
