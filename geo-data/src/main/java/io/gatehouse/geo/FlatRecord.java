package io.gatehouse.geo;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record in one of the flat schemas, as DB-IP's, IPinfo's and their kin write them: fields side by side, of differing names, numbers now and
 * then as text.
 */
final class FlatRecord {
    static final List<String> COUNTRY = List.of("country_code", "country");
    static final List<String> ASN = List.of("asn", "autonomous_system_number", "as_number");
    static final List<String> HOSTING = List.of("is_hosting_provider", "is_hosting", "hosting");
    static final List<String> TOR = List.of("is_tor_exit_node", "is_tor", "tor");
    static final List<String> ANONYMOUS =
            List.of("is_anonymous", "is_anonymous_vpn", "is_vpn", "vpn", "is_proxy", "proxy", "is_relay", "relay");

    static final List<String> ISP = List.of(MaxMindRecord.ISP, "isp_name");
    static final List<String> CONNECTION = List.of(MaxMindRecord.CONNECTION);

    private static final List<String> REGION = List.of("region_code", "state1", "region", "state", "subdivision");
    private static final List<String> CITY = List.of("city", "city_name");
    private static final List<String> LATITUDE = List.of("latitude", "lat");
    private static final List<String> LONGITUDE = List.of("longitude", "lng", "lon");
    private static final List<String> RADIUS = List.of("accuracy_radius", "radius", "accuracy");
    private static final List<String> ORGANISATION = List.of(
            "as_name", "autonomous_system_organization", "as_organization", "organisation", "organization", "name");

    private final Map<?, ?> fields;

    FlatRecord(Map<?, ?> fields) {
        this.fields = fields;
    }

    Findings findings() {
        boolean tor = flag(TOR);
        return new Findings(
                text(COUNTRY),
                text(REGION),
                text(CITY),
                number(LATITUDE),
                number(LONGITUDE),
                number(RADIUS),
                asn(),
                text(ORGANISATION),
                flag(HOSTING),
                tor || flag(ANONYMOUS),
                tor,
                text(ISP),
                text(CONNECTION));
    }

    private long asn() {
        String text = text(ASN);
        return text == null ? 0 : FieldText.asn(text).orElse(0L);
    }

    private double number(List<String> names) {
        String text = text(names);
        try {
            return text == null ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private boolean flag(List<String> names) {
        return names.stream().anyMatch(name -> {
            Object value = fields.get(name);
            return Boolean.TRUE.equals(value) || "true".equals(value) || "1".equals(String.valueOf(value));
        });
    }

    /** The first of these fields that says something. */
    private @Nullable String text(List<String> names) {
        for (String name : names) {
            Object value = fields.get(name);
            if (value != null && !value.toString().isBlank()) {
                return value.toString();
            }
        }
        return null;
    }
}
