package io.gatehouse.geo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The countries of ISO 3166-1 and Kosovo: where their middle is, and how large they are. From {@code countries.csv}. */
final class Countries {
    private static final Map<String, Country> BY_CODE = read();

    /**
     * @param code ISO 3166-1 alpha-2
     * @param latitude of the middle of its land, degrees
     * @param longitude of the middle of its land, degrees
     * @param radiusKm of the circle about it that holds 90 % of its land, km
     */
    record Country(String code, double latitude, double longitude, double radiusKm) {}

    private Countries() {}

    /** Null for what is no country, such as {@code EU} or {@code ZZ}. */
    static @Nullable Country of(@Nullable String code) {
        return code == null ? null : BY_CODE.get(code);
    }

    private static Map<String, Country> read() {
        Map<String, Country> countries = new HashMap<>();
        List<List<String>> lines = Resources.csv("countries.csv");
        for (List<String> line : lines.subList(1, lines.size())) {
            String code = line.get(0);
            countries.put(
                    code,
                    new Country(
                            code,
                            Double.parseDouble(line.get(2)),
                            Double.parseDouble(line.get(3)),
                            Double.parseDouble(line.get(4))));
        }
        return Map.copyOf(countries);
    }
}
