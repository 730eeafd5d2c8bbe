package io.gatehouse.geo;

import java.util.Locale;

/** What a database may be asked for; one file may serve as several. */
public enum DatabaseKind {
    CITY("countries or cities", "GeoLite2-City"),
    ASN("AS numbers", "GeoLite2-ASN"),
    ANONYMOUS("anonymiser flags", "GeoIP2-Anonymous-IP"),
    ISP("internet providers", "GeoIP2-ISP"),
    CONNECTION_TYPE("connection types", "GeoIP2-Connection-Type");

    final String content;
    final String example;

    DatabaseKind(String content, String example) {
        this.content = content;
        this.example = example;
    }

    /** As the configuration has it: {@code connection-type}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
