package io.gatehouse.gateway.config;

import java.nio.file.Path;

/** A page that the operator wrote, as it was when the configuration was read. */
public record StaticPage(Path file, String html) {
    @Override
    public String toString() {
        return file.toString();
    }
}
