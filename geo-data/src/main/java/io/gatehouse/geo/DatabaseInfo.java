package io.gatehouse.geo;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an MMDB file says of itself.
 *
 * @param type such as {@code GeoLite2-City}
 * @param description in English, empty if there is none
 * @param built when the publisher made it
 * @param ipVersion 4, or 6 for both families
 * @param nodeCount nodes of its search tree
 * @param recordSize bits of half a node: 24, 28 or 32
 * @param languages of its names, as locale codes
 * @param fields names of the fields that occur among its first 500 networks, nested ones as {@code country.iso_code}
 */
public record DatabaseInfo(
        String type,
        String description,
        Instant built,
        int ipVersion,
        long nodeCount,
        int recordSize,
        List<String> languages,
        Set<String> fields) {

    public DatabaseInfo {
        languages = List.copyOf(languages);
        fields = Collections.unmodifiableSet(new TreeSet<>(fields));
    }

    /**
     * Looks into a file.
     *
     * @throws GeoDataException if it is no whole MMDB file
     */
    public static DatabaseInfo of(Path file) throws GeoDataException {
        return Database.open(file).info();
    }

    /** Whether it tells what databases of this kind are asked for. */
    public boolean isA(DatabaseKind kind) {
        return switch (kind) {
            case CITY -> has("country.", "city.", "location.") || has(FlatRecord.COUNTRY);
            case ASN -> has(FlatRecord.ASN);
            case ANONYMOUS ->
                has(MaxMindRecord.FLAGS) || has(FlatRecord.ANONYMOUS) || has(FlatRecord.HOSTING) || has(FlatRecord.TOR);
            case ISP -> has(FlatRecord.ISP);
            case CONNECTION_TYPE -> has(FlatRecord.CONNECTION);
        };
    }

    private boolean has(Collection<String> names) {
        return fields.stream().anyMatch(names::contains);
    }

    private boolean has(String... beginnings) {
        return fields.stream().anyMatch(field -> Stream.of(beginnings).anyMatch(field::startsWith));
    }
}
