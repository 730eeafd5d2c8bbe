package io.gatehouse.geo;

import com.maxmind.db.CHMCache;
import com.maxmind.db.InvalidDatabaseException;
import com.maxmind.db.InvalidNetworkException;
import com.maxmind.db.Metadata;
import com.maxmind.db.Networks;
import com.maxmind.db.Reader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;

/**
 * One MMDB file, read into memory as a whole.
 *
 * <p>It is not mapped: a mapped file that somebody overwrites in place, as {@code cp} does, changes or ends under the feet of whoever reads it. Nothing has to be closed, and so
 * a database that was replaced serves those who still hold it.
 */
final class Database {
    private static final int SAMPLED_NETWORKS = 500;
    /** Larger than any that is published. */
    private static final long LARGEST = 1L << 30;

    private static final String FIX = "give a MaxMind DB (.mmdb) file, or download this one again";

    private final Reader reader;
    private final DatabaseInfo info;
    private final boolean flat;
    private final LongAdder unreadable = new LongAdder();

    private Database(Reader reader) throws IOException {
        this.reader = reader;
        Set<String> fields = sample(reader);
        this.info = info(reader.getMetadata(), fields);
        this.flat = fields.stream().noneMatch(MaxMindRecord::isField);
    }

    static Database open(Path file) throws GeoDataException {
        if (!Files.exists(file)) {
            throw new GeoDataException(file, "there is no such file", "give the path of a MaxMind DB (.mmdb) file");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new GeoDataException(
                    file, "is no readable file", "check its permissions, and that it is no directory");
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw new GeoDataException(file, "is larger than 1 GiB", FIX);
            }
            Reader reader = new Reader(file.toFile(), Reader.FileMode.MEMORY, new CHMCache());
            requireWholeTree(reader.getMetadata(), Files.size(file));
            return new Database(reader);
        } catch (IOException | RuntimeException e) {
            throw new GeoDataException(file, "is no whole MaxMind DB file (" + e.getMessage() + ")", FIX, e);
        }
    }

    /** Reads a resource of the jar. */
    static Database read(InputStream in) throws IOException {
        return new Database(new Reader(in, new CHMCache()));
    }

    /** What the file says, nothing where it does not know the address or cannot be read there. */
    Findings find(InetAddress address) {
        if (info.ipVersion() == 4 && address instanceof Inet6Address) {
            return Findings.NOTHING;
        }
        try {
            if (flat) {
                Map<?, ?> fields = reader.get(address, Map.class);
                return fields == null ? Findings.NOTHING : new FlatRecord(fields).findings();
            }
            MaxMindRecord found = reader.get(address, MaxMindRecord.class);
            return found == null ? Findings.NOTHING : found.findings();
        } catch (IOException | RuntimeException e) {
            unreadable.increment();
            return Findings.NOTHING;
        }
    }

    DatabaseInfo info() {
        return info;
    }

    /** How many look-ups met damaged data. */
    long unreadable() {
        return unreadable.sum();
    }

    private static void requireWholeTree(Metadata metadata, long size) throws InvalidDatabaseException {
        long tree = metadata.nodeCount() * metadata.recordSize() / 4;
        if (tree + MmdbWriter.SEPARATOR > size) {
            throw new InvalidDatabaseException(
                    "its search tree should be " + tree + " bytes, but the file has only " + size);
        }
    }

    /** The names of the fields that occur among the first networks, nested ones as {@code country.iso_code}. */
    private static Set<String> sample(Reader reader) throws IOException {
        Set<String> fields = new TreeSet<>();
        @SuppressWarnings("rawtypes") // the reader takes a class, and there is none of Map<String, Object>
        Networks<Map> networks = networks(reader);
        for (int i = 0; i < SAMPLED_NETWORKS && networks.hasNext(); i++) {
            collect("", networks.next().data(), fields);
        }
        return fields;
    }

    @SuppressWarnings("rawtypes") // as above
    private static Networks<Map> networks(Reader reader) throws IOException {
        try {
            return reader.networks(Map.class);
        } catch (InvalidNetworkException e) {
            throw new InvalidDatabaseException("it states another IP version than it has", e);
        }
    }

    private static void collect(String prefix, Map<?, ?> record, Set<String> fields) {
        record.forEach((name, value) -> {
            if (value instanceof Map<?, ?> nested) {
                collect(prefix + name + ".", nested, fields);
            } else {
                fields.add(prefix + name);
            }
        });
    }

    private static DatabaseInfo info(Metadata metadata, Set<String> fields) {
        return new DatabaseInfo(
                metadata.databaseType(),
                metadata.description().getOrDefault("en", ""),
                Instant.ofEpochSecond(metadata.buildEpoch().longValue()),
                metadata.ipVersion(),
                metadata.nodeCount(),
                metadata.recordSize(),
                metadata.languages(),
                fields);
    }
}
