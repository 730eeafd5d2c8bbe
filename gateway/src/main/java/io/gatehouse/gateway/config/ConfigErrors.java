package io.gatehouse.gateway.config;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Thrown with everything that is wrong in a configuration file, in the order of its lines. */
public final class ConfigErrors extends Exception {
    private final transient List<ConfigError> errors;

    ConfigErrors(List<ConfigError> errors) {
        super(sorted(errors).map(ConfigError::toString).collect(Collectors.joining("\n")));
        this.errors = sorted(errors).toList();
    }

    private static Stream<ConfigError> sorted(List<ConfigError> errors) {
        return errors.stream().sorted(ConfigError.BY_PLACE);
    }

    public List<ConfigError> errors() {
        return errors;
    }
}
