package io.gatehouse.gateway.config;

import java.util.Comparator;

/**
 * One fault in a configuration file: what is wrong, and what would be right.
 *
 * @param file as the operator named it
 * @param line from 1; 0 when the fault is not at a place in the file
 * @param column from 1
 */
public record ConfigError(String file, int line, int column, String message) {
    static final Comparator<ConfigError> BY_PLACE =
            Comparator.comparingInt(ConfigError::line).thenComparingInt(ConfigError::column);

    /** {@code file:line:column: message}, which editors and terminals turn into a link. */
    @Override
    public String toString() {
        return line == 0 ? file + ": " + message : file + ":" + line + ":" + column + ": " + message;
    }
}
