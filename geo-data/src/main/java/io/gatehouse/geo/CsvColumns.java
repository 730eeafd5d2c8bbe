package io.gatehouse.geo;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the columns of a CSV file mean, and how a line becomes a network's fields in MaxMind's schema. */
record CsvColumns(List<String> names) {
    /** Names that publishers give columns, and the names used here; before the constants below, which need it. */
    private static final Map<String, String> KNOWN = known();

    static final CsvColumns COUNTRY = new CsvColumns(List.of("start", "end", "country"));
    static final CsvColumns NETWORK_HOLDER = new CsvColumns(List.of("start", "end", "asn", "organisation"));

    CsvColumns {
        names = names.stream()
                .map(name -> KNOWN.getOrDefault(name.strip().toLowerCase(Locale.ROOT), ""))
                .toList();
    }

    boolean areUsable() {
        boolean located = names.contains("network") || (names.contains("start") && names.contains("end"));
        return located
                && names.stream()
                        .anyMatch(name -> !name.isEmpty()
                                && !List.of("network", "start", "end").contains(name));
    }

    /** @throws IllegalArgumentException saying which cell is wrong */
    List<Cidr> networks(List<String> cells) {
        int network = names.indexOf("network");
        return network >= 0
                ? List.of(Cidr.parse(cells.get(network)))
                : Cidr.between(
                        IpAddresses.parse(cells.get(names.indexOf("start"))),
                        IpAddresses.parse(cells.get(names.indexOf("end"))));
    }

    /** @throws IllegalArgumentException saying which cell is wrong */
    Map<String, Object> fields(List<String> cells) {
        Map<String, Object> fields = new TreeMap<>();
        Map<String, Object> location = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            String cell = cells.get(i).strip();
            if (!cell.isEmpty()) {
                put(names.get(i), cell, fields, location);
            }
        }
        if (location.containsKey("latitude") != location.containsKey("longitude")) {
            throw new IllegalArgumentException("latitude and longitude come together, but one is empty");
        }
        if (!location.isEmpty()) {
            fields.put("location", location);
        }
        return fields;
    }

    private static void put(String name, String cell, Map<String, Object> fields, Map<String, Object> location) {
        switch (name) {
            case "country" -> fields.put("country", Map.of("iso_code", country(cell)));
            case "region" -> fields.put("subdivisions", List.of(Map.of("names", Map.of("en", cell))));
            case "region-code" -> fields.put("subdivisions", List.of(Map.of("iso_code", cell)));
            case "city" -> fields.put("city", Map.of("names", Map.of("en", cell)));
            case "latitude" -> location.put("latitude", number(name, cell, -90, 90));
            case "longitude" -> location.put("longitude", number(name, cell, -180, 180));
            case "accuracy" -> location.put("accuracy_radius", (int) number(name, cell, 0, 20_040));
            case "asn" ->
                fields.put(
                        "autonomous_system_number",
                        FieldText.asn(cell)
                                .orElseThrow(() -> new IllegalArgumentException(
                                        "\"" + cell + "\" is no AS number; write one like 64496 or AS64496")));
            case "organisation" -> fields.put("autonomous_system_organization", cell);
            case MaxMindRecord.ISP, MaxMindRecord.CONNECTION -> fields.put(name, cell);
            case "", "network", "start", "end" -> {}
            default -> fields.put(name, flag(name, cell));
        }
    }

    private static String country(String cell) {
        if (!cell.matches("[A-Z]{2}")) {
            throw new IllegalArgumentException(
                    "\"" + cell + "\" is no country; write its two capital letters of ISO 3166-1, such as NO");
        }
        return cell;
    }

    private static double number(String name, String cell, double least, double most) {
        try {
            double number = Double.parseDouble(cell);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, for both.
        }
        throw new IllegalArgumentException(
                name + " \"" + cell + "\" is no number from " + (long) least + " to " + (long) most);
    }

    private static boolean flag(String name, String cell) {
        return switch (cell.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException(name + " \"" + cell + "\" is neither true nor false");
        };
    }

    private static Map<String, String> known() {
        Map<String, String> known = new HashMap<>();
        alias(known, "network", "network", "cidr", "range", "ip_prefix");
        alias(known, "start", "start", "start_ip", "ip_range_start", "first", "from");
        alias(known, "end", "end", "end_ip", "ip_range_end", "last", "to");
        alias(known, "country", "country", "country_code", "country_iso_code");
        alias(known, "region", "region", "state", "state1", "subdivision_1_name", "region_name");
        alias(known, "region-code", "region_code", "subdivision_1_iso_code");
        alias(known, "city", "city", "city_name");
        alias(known, "latitude", "latitude", "lat");
        alias(known, "longitude", "longitude", "lng", "lon");
        alias(known, "accuracy", "accuracy_radius", "accuracy", "radius");
        alias(known, "asn", "asn", "autonomous_system_number", "as_number");
        alias(
                known,
                "organisation",
                "organisation",
                "organization",
                "as_name",
                "as_organization",
                "autonomous_system_organization");
        alias(known, MaxMindRecord.ISP, "isp", "isp_name");
        alias(known, MaxMindRecord.CONNECTION, "connection_type");
        for (String flag : MaxMindRecord.FLAGS) {
            alias(known, flag, flag);
        }
        return Map.copyOf(known);
    }

    private static void alias(Map<String, String> known, String name, String... aliases) {
        for (String alias : aliases) {
            known.put(alias, name);
        }
    }
}
