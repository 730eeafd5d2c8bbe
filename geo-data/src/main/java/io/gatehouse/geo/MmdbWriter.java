package io.gatehouse.geo;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes MaxMind DB (.mmdb) files. Networks go in, in any order; the file comes out.
 *
 * <p>Where networks are nested, the more specific one wins, field by field: a field that it does not name is inherited from the networks around
 * it, so that a country file and an ASN file can be laid over each other. Of two records for the very same network the later one wins.
 * Neighbours that end up alike become one. In a file for IPv6, IPv4 lies at {@code ::/96}, and {@code ::ffff:0:0/96} and {@code 2002::/16} (6to4)
 * lead to the same subtree, as in MaxMind's files; what is inserted below these two has no effect. The same input gives the same bytes.
 *
 * <p>A field is a String, Boolean, Integer, Long, Double, Float, BigInteger, or a Map or List of such. Integers are stored as uint16 from 0 to
 * 65535, else int32, Longs as uint32 or uint64, BigIntegers as uint64 or uint128. Not thread-safe.
 *
 * @see <a href="https://maxmind.github.io/MaxMind-DB/">MaxMind DB File Format Specification 2.0</a>
 */
public final class MmdbWriter {
    /** Zero bytes between search tree and data section. */
    static final int SEPARATOR = 16;

    static final byte[] METADATA_MARKER = "\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1);

    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
    private static final byte[] SIX_TO_FOUR = {0x20, 0x02};

    private final PrefixTree tree = new PrefixTree();
    private final RecordTable records = new RecordTable();
    private final int ipVersion;
    private final int ipv4Root;

    /**
     * A writer of an empty file.
     *
     * @param ipVersion 4, or 6 for both families
     */
    public MmdbWriter(int ipVersion) {
        if (ipVersion != 4 && ipVersion != 6) {
            throw new IllegalArgumentException("IP version " + ipVersion + " does not exist; give 4, or 6 for both");
        }
        this.ipVersion = ipVersion;
        if (ipVersion == 4) {
            ipv4Root = PrefixTree.ROOT;
        } else {
            ipv4Root = tree.node(new byte[12], 8 * 12);
            tree.link(MAPPED, 8 * MAPPED.length, ipv4Root);
            tree.link(SIX_TO_FOUR, 8 * SIX_TO_FOUR.length, ipv4Root);
        }
    }

    /**
     * Says something of all addresses of a network.
     *
     * @throws IllegalArgumentException if the file is for IPv4 and the network is not
     */
    public void insert(Cidr network, Map<String, ?> fields) {
        byte[] address = network.first().getAddress();
        int length = network.length();
        if (ipVersion == 4 && address.length == 16) {
            throw new IllegalArgumentException(
                    network + " does not fit into a file for IPv4; make one for IPv6, which holds both");
        }
        if (ipVersion == 6 && address.length == 4) {
            address = new byte[16];
            System.arraycopy(network.first().getAddress(), 0, address, 12, 4);
            length += 96;
        }
        if (isBelow(MAPPED, address, length) || isBelow(SIX_TO_FOUR, address, length)) {
            return;
        }
        int node = tree.node(address, length);
        tree.setRecord(node, records.merge(tree.record(node), records.idOf(fields)));
    }

    /**
     * Writes the file.
     *
     * @param databaseType what readers look at, such as {@code GeoLite2-City}
     * @param description one English sentence
     * @param built the build date that the file will state
     */
    public void write(OutputStream out, String databaseType, String description, Instant built) throws IOException {
        write(out, databaseType, description, built, 24);
    }

    /** @param leastRecordSize 24, 28 or 32 bits; a larger one is taken where this one is too small */
    void write(OutputStream out, String databaseType, String description, Instant built, int leastRecordSize)
            throws IOException {
        SearchTree search = new SearchTree(tree, records, ipv4Root);
        DataSection data = new DataSection();
        SearchTree.Offsets offsets = search.store(data);
        int recordSize = recordSize((long) search.nodeCount() + SEPARATOR + data.size(), leastRecordSize);
        DataSection metadata = new DataSection();
        metadata.offsetOf(new TreeMap<>(Map.of(
                "binary_format_major_version",
                2,
                "binary_format_minor_version",
                0,
                "build_epoch",
                BigInteger.valueOf(built.getEpochSecond()),
                "database_type",
                databaseType,
                "description",
                Map.of("en", description),
                "ip_version",
                ipVersion,
                "languages",
                List.of("en"),
                "node_count",
                (long) search.nodeCount(),
                "record_size",
                recordSize)));

        BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        search.writeTo(buffered, recordSize, offsets);
        buffered.write(new byte[SEPARATOR]);
        data.writeTo(buffered);
        buffered.write(METADATA_MARKER);
        metadata.writeTo(buffered);
        buffered.flush();
    }

    private static int recordSize(long largest, int least) {
        for (int size : new int[] {24, 28, 32}) {
            if (size >= least && largest < 1L << size) {
                return size;
            }
        }
        throw new IllegalStateException("the database is too large for the MMDB format");
    }

    private static boolean isBelow(byte[] prefix, byte[] address, int length) {
        return address.length == 16
                && length >= 8 * prefix.length
                && Arrays.equals(prefix, 0, prefix.length, address, 0, prefix.length);
    }
}
