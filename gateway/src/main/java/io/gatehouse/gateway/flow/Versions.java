package io.gatehouse.gateway.flow;

import java.util.Map;

/** Of what decides besides the rules, for the decision log. */
public record Versions(String geo, String config) {
    Map<String, String> byName() {
        return Map.of("geo", geo, "config", config);
    }
}
