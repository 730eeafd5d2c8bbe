package io.gatehouse.gateway.scenario;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The cities of cities.csv. */
final class Gazetteer {
    private static final Map<String, City> CITIES = read();

    private Gazetteer() {}

    static Collection<City> cities() {
        return CITIES.values();
    }

    /** A city that is in the list. */
    static City city(String name) {
        return Objects.requireNonNull(CITIES.get(name), name);
    }

    private static Map<String, City> read() {
        InputStream resource = Objects.requireNonNull(Gazetteer.class.getResourceAsStream("cities.csv"), "cities.csv");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            Map<String, City> cities = new LinkedHashMap<>();
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                String[] part = line.split(",", -1);
                City city = new City(
                        part[0], part[1], Double.parseDouble(part[2]), Double.parseDouble(part[3]), cities.size());
                cities.put(city.name(), city);
            });
            return cities;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
