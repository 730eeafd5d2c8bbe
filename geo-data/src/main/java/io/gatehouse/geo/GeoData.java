package io.gatehouse.geo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers where an address is, from up to three MaxMind DB files laid over the bundled data.
 *
 * <p>The location is the city file's where that knows the country, else the bundled one; likewise the network, and the two are never mixed within
 * themselves. Where only a country is known, its middle is given with a radius of its size. Flags come from the anonymiser file; without one,
 * {@code hosting} is told by a short list of well-known autonomous systems, and anonymisers stay unknown.
 *
 * <p>Thread-safe. The bundled data take memory as large as their file; the other files are mapped.
 */
public final class GeoData implements AutoCloseable {
    private final Database bundle;
    private final @Nullable Database city;
    private final @Nullable Database network;
    private final @Nullable Database anonymous;

    private GeoData(@Nullable Path city, @Nullable Path network, @Nullable Path anonymous) throws GeoDataException {
        List<Database> opened = new ArrayList<>();
        try {
            this.city = open(city, "countries or cities", "GeoLite2-City", DatabaseInfo::locates, opened);
            this.network = open(network, "AS numbers", "GeoLite2-ASN", DatabaseInfo::namesNetworks, opened);
            this.anonymous =
                    open(anonymous, "anonymiser flags", "GeoIP2-Anonymous-IP", DatabaseInfo::flagsAnonymisers, opened);
        } catch (GeoDataException e) {
            opened.forEach(GeoData::close);
            throw e;
        }
        this.bundle = bundle();
    }

    /** The bundled data alone: country and network. */
    public static GeoData bundled() {
        try {
            return new GeoData(null, null, null);
        } catch (GeoDataException e) {
            throw new IllegalStateException("no file was given, so none can be at fault", e);
        }
    }

    /**
     * Lays files over the bundled data; each may be left out.
     *
     * @param city countries or cities, such as GeoLite2-City.mmdb
     * @param asn autonomous systems, such as GeoLite2-ASN.mmdb
     * @param anonymous flags, such as GeoIP2-Anonymous-IP.mmdb
     * @throws GeoDataException if one is missing, damaged or of another kind
     */
    public static GeoData open(@Nullable Path city, @Nullable Path asn, @Nullable Path anonymous)
            throws GeoDataException {
        return new GeoData(city, asn, anonymous);
    }

    /** Where the address is; unknown in whole or part rather than guessed, and no exception whatever the address. */
    public Place lookup(InetAddress address) {
        InetAddress inner = SpecialAddresses.unwrap(address);
        if (SpecialAddresses.isLocal(inner)) {
            return Place.LOCAL;
        }
        Findings there = find(city, inner);
        Findings holder = find(network, inner);
        Findings flags = find(anonymous, inner);
        if (Countries.of(there.country()) == null || holder.asn() == 0) {
            Findings bundled = bundle.find(inner);
            there = Countries.of(there.country()) == null ? bundled : there;
            holder = holder.asn() == 0 ? bundled : holder;
        }
        return place(there, holder, flags);
    }

    /** The files in use, the bundled one last. */
    public List<DatabaseInfo> databases() {
        return all().stream().map(Database::info).toList();
    }

    /** How many look-ups met damaged data in a file since it was opened. Not 0 means: download the files again. */
    public long unreadable() {
        return all().stream().mapToLong(Database::unreadable).sum();
    }

    @Override
    public void close() {
        all().forEach(GeoData::close);
    }

    private Place place(Findings there, Findings holder, Findings flags) {
        Countries.Country country = Countries.of(there.country());
        Spot spot = Spot.of(there, country);
        return new Place(
                country == null ? null : country.code(),
                country == null ? null : there.region(),
                country == null ? null : there.city(),
                spot.latitude(),
                spot.longitude(),
                spot.radiusKm(),
                holder.asn(),
                holder.asn() == 0 ? null : holder.organisation(),
                anonymous == null ? HostingNetworks.include(holder.asn()) : flags.hosting(),
                flags.anonymous(),
                flags.tor(),
                false);
    }

    private static Findings find(@Nullable Database database, InetAddress address) {
        return database == null ? Findings.NOTHING : database.find(address);
    }

    private List<Database> all() {
        List<Database> all = new ArrayList<>();
        for (Database database : new @Nullable Database[] {city, network, anonymous, bundle}) {
            if (database != null) {
                all.add(database);
            }
        }
        return all;
    }

    private static @Nullable Database open(
            @Nullable Path file, String content, String example, Predicate<DatabaseInfo> fits, List<Database> opened)
            throws GeoDataException {
        if (file == null) {
            return null;
        }
        Database database = Database.open(file);
        opened.add(database);
        if (!fits.test(database.info())) {
            throw new GeoDataException(
                    file,
                    "is a " + database.info().type() + " database, which holds no " + content,
                    "give one that does, such as " + example);
        }
        return database;
    }

    private static Database bundle() {
        try (InputStream in = Resources.open("bundled.mmdb")) {
            return Database.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the bundled geo data cannot be read; build the jar again", e);
        }
    }

    private static void close(Database database) {
        try {
            database.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
