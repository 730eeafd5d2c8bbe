package io.gatehouse.gateway.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.geo.Place;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An address's place for people, in lines, and for programs, in JSON. */
final class PlaceText {
    private PlaceText() {}

    static String lines(InetAddress address, Place place) {
        String where = Stream.of(place.city(), place.region(), place.country())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        String flags = Stream.of(
                        place.hosting() ? "hosting" : "",
                        place.anonymous() ? "anonymous" : "",
                        place.tor() ? "tor" : "")
                .filter(flag -> !flag.isEmpty())
                .collect(Collectors.joining(", "));
        return address.getHostAddress()
                + line(
                        "place",
                        place.local() ? place.range() + ": of no public network" : where.isEmpty() ? "unknown" : where)
                + (place.hasCoordinates() ? line("coordinates", coordinates(place)) : "")
                + (place.asn() == 0
                        ? ""
                        : line(
                                "network",
                                "AS" + place.asn() + " " + Objects.requireNonNullElse(place.organisation(), "")))
                + (place.isp() == null ? "" : line("provider", place.isp()))
                + (place.connection() == null ? "" : line("connection", place.connection()))
                + (flags.isEmpty() ? "" : line("flags", flags));
    }

    /** One object; what is unknown is null. */
    static String json(InetAddress address, Place place) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("ip", address.getHostAddress());
        json.put("country", place.country());
        json.put("region", place.region());
        json.put("city", place.city());
        json.put("latitude", known(place.latitude()));
        json.put("longitude", known(place.longitude()));
        json.put("accuracy_km", known(place.accuracyKm()));
        json.put("asn", place.asn() == 0 ? null : Long.valueOf(place.asn()));
        json.put("organisation", place.organisation());
        json.put("hosting", place.hosting());
        json.put("anonymous", place.anonymous());
        json.put("tor", place.tor());
        json.put("local", place.local());
        json.put("range", place.range().toString());
        json.put("isp", place.isp());
        json.put("connection", place.connection());
        return json.toString();
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, "%n  %-12s %s", name, value);
    }

    private static String coordinates(Place place) {
        return String.format(
                Locale.ROOT, "%.4f %.4f ± %.0f km", place.latitude(), place.longitude(), place.accuracyKm());
    }

    private static @Nullable Double known(double number) {
        return Double.isNaN(number) ? null : number;
    }
}
