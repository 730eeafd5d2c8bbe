package io.gatehouse.gateway.config;

import java.util.Optional;

/** Reads {@code access-log}. */
final class AccessLogReader {
    private enum Addresses {
        FULL,
        MASKED
    }

    private AccessLogReader() {}

    static Optional<Config.AccessLog> accessLog(Section section, FileKinds files) {
        Integer largerThan = section.optional("larger-than", Kind.size("1MiB", "2047MiB"));
        return Optional.of(new Config.AccessLog(
                section.value("file", files.place(), "access.jsonl"),
                section.value("format", Kind.oneOf(Config.AccessLog.Format.class), "json"),
                section.value("sample", Kind.FRACTION, "1"),
                section.value("query", Kind.BOOLEAN, "false"),
                section.value("addresses", Kind.oneOf(Addresses.class), "full") == Addresses.MASKED,
                largerThan == null ? 0 : largerThan,
                section.value("keep", Kind.integer(1, 1_000), "7")));
    }
}
