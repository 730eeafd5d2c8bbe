package io.gatehouse.geo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers where an address is, from MaxMind DB files laid over the bundled data.
 *
 * <p>The location is the city file's where that knows the country, else the bundled one; likewise the network, of which the ISP file knows as much as the ASN
 * file; and the two are never mixed within themselves. Where only a country is known, its middle is given with a radius of its size. Flags come from the
 * anonymiser file; without one, {@code hosting} is told by a short list of well-known autonomous systems, and anonymisers stay unknown.
 *
 * <p>Immutable and thread-safe. It is in memory as a whole: files may be overwritten or gone once it is open.
 */
public final class GeoData {
    private final Database bundle;
    private final Map<DatabaseKind, Database> files;
    private final @Nullable Database city;
    private final @Nullable Database asn;
    private final @Nullable Database anonymous;
    private final @Nullable Database isp;
    private final @Nullable Database connection;

    private GeoData(Database bundle, Map<DatabaseKind, Database> files) {
        this.bundle = bundle;
        this.files = files;
        this.city = files.get(DatabaseKind.CITY);
        this.asn = files.get(DatabaseKind.ASN);
        this.anonymous = files.get(DatabaseKind.ANONYMOUS);
        this.isp = files.get(DatabaseKind.ISP);
        this.connection = files.get(DatabaseKind.CONNECTION_TYPE);
    }

    /** The bundled data alone: country and network. */
    public static GeoData bundled() {
        return new GeoData(bundle(), new EnumMap<>(DatabaseKind.class));
    }

    /**
     * Lays files over the bundled data; each may be left out.
     *
     * @throws GeoDataException if one is missing, damaged or of another kind
     */
    public static GeoData open(Map<DatabaseKind, Path> files) throws GeoDataException {
        Map<DatabaseKind, Database> opened = new EnumMap<>(DatabaseKind.class);
        for (Map.Entry<DatabaseKind, Path> file : files.entrySet()) {
            opened.put(file.getKey(), open(file.getKey(), file.getValue()));
        }
        return new GeoData(bundle(), opened);
    }

    /**
     * The same, with this file in place of one of its kind.
     *
     * @throws GeoDataException if it is missing, damaged or of another kind
     */
    public GeoData with(DatabaseKind kind, Path file) throws GeoDataException {
        Map<DatabaseKind, Database> others = new EnumMap<>(DatabaseKind.class);
        others.putAll(files);
        others.put(kind, open(kind, file));
        return new GeoData(bundle, others);
    }

    /** Where the address is; unknown in whole or part rather than guessed, and no exception whatever the address. */
    public Place lookup(InetAddress address) {
        InetAddress inner = SpecialAddresses.unwrap(address);
        AddressRange range = SpecialAddresses.range(inner);
        if (range != AddressRange.PUBLIC) {
            return Place.local(range);
        }
        Findings there = find(city, inner);
        Findings provider = find(isp, inner);
        Findings holder = find(asn, inner);
        holder = holder.asn() == 0 ? provider : holder;
        if (Countries.of(there.country()) == null || holder.asn() == 0) {
            Findings bundled = bundle.find(inner);
            there = Countries.of(there.country()) == null ? bundled : there;
            holder = holder.asn() == 0 ? bundled : holder;
        }
        return place(
                there,
                holder,
                find(anonymous, inner),
                provider.isp(),
                find(connection, inner).connection());
    }

    /** The files in use, the bundled one last. */
    public List<DatabaseInfo> databases() {
        return all().stream().map(Database::info).toList();
    }

    /** How many look-ups met damaged data in a file since it was opened. Not 0 means: download the files again. */
    public long unreadable() {
        return all().stream().mapToLong(Database::unreadable).sum();
    }

    private Place place(
            Findings there, Findings holder, Findings flags, @Nullable String provider, @Nullable String connected) {
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
                false,
                AddressRange.PUBLIC,
                provider,
                connected);
    }

    private static Findings find(@Nullable Database database, InetAddress address) {
        return database == null ? Findings.NOTHING : database.find(address);
    }

    private List<Database> all() {
        List<Database> all = new ArrayList<>(files.values());
        all.add(bundle);
        return all;
    }

    private static Database open(DatabaseKind kind, Path file) throws GeoDataException {
        Database database = Database.open(file);
        if (!database.info().isA(kind)) {
            throw new GeoDataException(
                    file,
                    "is a " + database.info().type() + " database, which holds no " + kind.content,
                    "give one that does, such as " + kind.example);
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
}
