package io.gatehouse.gateway.flow;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Of what decides besides the rules, for the decision log.
 *
 * @param addresses of the data that tell where an address is, by name; they change while the gateway runs
 */
public record Versions(Supplier<Map<String, String>> addresses, String config) {
    Map<String, String> byName() {
        Map<String, String> versions = new LinkedHashMap<>(addresses.get());
        versions.put("config", config);
        return versions;
    }
}
