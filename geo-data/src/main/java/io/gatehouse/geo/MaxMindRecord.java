package io.gatehouse.geo;

import com.maxmind.db.MaxMindDbConstructor;
import com.maxmind.db.MaxMindDbParameter;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Gatehouse wants of a record in MaxMind's schema: of City, Country, ASN, Anonymous-IP, ISP and Connection-Type alike, since what a file lacks stays null.
 *
 * <p>The reader skips every field that is not named here, which makes it several times cheaper than decoding whole records. It calls the constructors from
 * another package, and so they are public, as nothing else here is meant to be used from outside.
 */
public record MaxMindRecord(
        @MaxMindDbParameter(name = "country") @Nullable Country country,
        @MaxMindDbParameter(name = "subdivisions") @Nullable List<Named> subdivisions,
        @MaxMindDbParameter(name = "city") @Nullable Named city,
        @MaxMindDbParameter(name = "location") @Nullable Location location,

        @MaxMindDbParameter(name = "autonomous_system_number") @Nullable
        Long asn,

        @MaxMindDbParameter(name = "autonomous_system_organization") @Nullable
        String organisation,

        @MaxMindDbParameter(name = "is_anonymous") @Nullable Boolean anonymous,

        @MaxMindDbParameter(name = "is_anonymous_vpn") @Nullable
        Boolean vpn,

        @MaxMindDbParameter(name = "is_public_proxy") @Nullable
        Boolean proxy,

        @MaxMindDbParameter(name = "is_residential_proxy") @Nullable
        Boolean residentialProxy,

        @MaxMindDbParameter(name = "is_hosting_provider") @Nullable
        Boolean hosting,

        @MaxMindDbParameter(name = "is_tor_exit_node") @Nullable
        Boolean tor,

        @MaxMindDbParameter(name = "isp") @Nullable String isp,

        @MaxMindDbParameter(name = "connection_type") @Nullable
        String connection) {

    static final String ISP = "isp";
    static final String CONNECTION = "connection_type";
    static final Set<String> FLAGS = Set.of(
            "is_anonymous",
            "is_anonymous_vpn",
            "is_public_proxy",
            "is_residential_proxy",
            "is_hosting_provider",
            "is_tor_exit_node");

    @MaxMindDbConstructor
    public MaxMindRecord {}

    public record Country(
            @MaxMindDbParameter(name = "iso_code") @Nullable String code) {
        @MaxMindDbConstructor
        public Country {}
    }

    public record Named(
            @MaxMindDbParameter(name = "iso_code") @Nullable String code,
            @MaxMindDbParameter(name = "names") @Nullable Names names) {
        @MaxMindDbConstructor
        public Named {}

        @Nullable
        String english() {
            return names == null ? null : names.english;
        }
    }

    public record Names(
            @MaxMindDbParameter(name = "en") @Nullable String english) {
        @MaxMindDbConstructor
        public Names {}
    }

    public record Location(
            @MaxMindDbParameter(name = "latitude") @Nullable Double latitude,

            @MaxMindDbParameter(name = "longitude") @Nullable
            Double longitude,

            @MaxMindDbParameter(name = "accuracy_radius") @Nullable
            Integer radiusKm) {
        @MaxMindDbConstructor
        public Location {}
    }

    /** Whether a field, named as in {@link DatabaseInfo#fields}, is of this schema and no flat one. */
    static boolean isField(String name) {
        return FLAGS.contains(name)
                || name.startsWith("autonomous_system_")
                || name.startsWith("country.")
                || name.startsWith("city.")
                || name.startsWith("location.");
    }

    Findings findings() {
        Named region = subdivisions == null || subdivisions.isEmpty() ? null : subdivisions.get(0);
        boolean isTor = isTrue(tor);
        return new Findings(
                country == null ? null : country.code,
                region == null ? null : region.code != null ? region.code : region.english(),
                city == null ? null : city.english(),
                location == null ? Double.NaN : Objects.requireNonNullElse(location.latitude, Double.NaN),
                location == null ? Double.NaN : Objects.requireNonNullElse(location.longitude, Double.NaN),
                location == null || location.radiusKm == null ? Double.NaN : location.radiusKm,
                asn == null ? 0 : asn,
                organisation,
                isTrue(hosting),
                isTor
                        || (isTrue(anonymous) && !isTrue(hosting))
                        || isTrue(vpn)
                        || isTrue(proxy)
                        || isTrue(residentialProxy),
                isTor,
                isp,
                connection);
    }

    private static boolean isTrue(@Nullable Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }
}
