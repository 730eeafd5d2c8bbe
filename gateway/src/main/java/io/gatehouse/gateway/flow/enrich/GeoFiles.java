package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.gateway.config.FollowedFile;
import io.gatehouse.geo.DatabaseInfo;
import io.gatehouse.geo.DatabaseKind;
import io.gatehouse.geo.GeoData;
import io.gatehouse.geo.GeoDataException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The geo databases, which follow their files. A file that cannot be used changes nothing: what was last read of it stays in use, and the log says why. Who looks an address
 * up meanwhile has the old data or the new, never closed ones.
 */
final class GeoFiles {
    private static final Logger LOG = LoggerFactory.getLogger(GeoFiles.class);

    private final Map<DatabaseKind, FollowedFile> files = new EnumMap<>(DatabaseKind.class);
    private volatile GeoData data;
    private volatile String version;
    private long damaged;

    GeoFiles(Map<DatabaseKind, Path> paths) throws GeoDataException {
        paths.forEach((kind, path) -> files.put(kind, new FollowedFile(path)));
        data = GeoData.open(paths);
        version = told(data);
    }

    GeoData data() {
        return data;
    }

    /** The databases in use, and when they were built. */
    String version() {
        return version;
    }

    /** Looks whether files have changed, and reads them; whether that changed anything. Blocks; for one thread. */
    boolean refresh() {
        GeoData before = data;
        for (Map.Entry<DatabaseKind, FollowedFile> file : files.entrySet()) {
            if (file.getValue().hasChanged()) {
                read(file.getKey(), file.getValue().path());
            }
        }
        tellOfDamage();
        return data != before;
    }

    private void read(DatabaseKind kind, Path path) {
        try {
            data = data.with(kind, path);
            version = told(data);
            damaged = 0;
            LOG.info("geo.{}: {} was read anew; in use: {}", kind, path, version);
        } catch (GeoDataException e) {
            LOG.error("geo.{}: what was last read stays in use, because {}", kind, e.getMessage());
        }
    }

    private void tellOfDamage() {
        long now = data.unreadable();
        if (now > damaged) {
            LOG.warn("{} look-ups met damaged data in a geo database; download it again", now - damaged);
        }
        damaged = now;
    }

    private static String told(GeoData data) {
        return data.databases().stream().map(GeoFiles::told).collect(Collectors.joining(", "));
    }

    private static String told(DatabaseInfo database) {
        return database.type() + " " + LocalDate.ofInstant(database.built(), ZoneOffset.UTC);
    }
}
