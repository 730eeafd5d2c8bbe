package io.gatehouse.geo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
        try (Database database = Database.open(file)) {
            return database.info();
        } catch (IOException e) {
            throw new GeoDataException(file, "cannot be closed (" + e.getMessage() + ")", "check the file system", e);
        }
    }

    boolean locates() {
        return fields.stream()
                        .anyMatch(f -> f.startsWith("country.") || f.startsWith("city.") || f.startsWith("location."))
                || fields.stream().anyMatch(FlatRecord.COUNTRY::contains);
    }

    boolean namesNetworks() {
        return fields.stream().anyMatch(FlatRecord.ASN::contains);
    }

    boolean flagsAnonymisers() {
        return fields.stream()
                .anyMatch(f -> MaxMindRecord.FLAGS.contains(f)
                        || FlatRecord.ANONYMOUS.contains(f)
                        || FlatRecord.HOSTING.contains(f)
                        || FlatRecord.TOR.contains(f));
    }
}
