package io.gatehouse.gateway.config;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown with everything that is wrong in a configuration file, in the order of its lines. */
public final class ConfigErrors extends Exception {
    private final transient List<ConfigError> errors;

    ConfigErrors(List<ConfigError> errors) {
        super(errors.stream().map(ConfigError::toString).collect(Collectors.joining("\n")));
        this.errors = errors.stream().sorted(ConfigError.BY_PLACE).toList();
    }

    public List<ConfigError> errors() {
        return errors;
    }
}
