package io.gatehouse.gateway.flow.enrich;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Accept-Language, as far as facts need it. */
public final class Languages {
    private static final Pattern FIRST = Pattern.compile("\\s*([A-Za-z]{2,8})(?:-[A-Za-z0-9-]{1,60})?\\s*(?:[,;].*)?");

    private Languages() {}

    /** The primary tag of the first language: {@code en} of {@code en-GB,en;q=0.8}; empty where there is none. */
    public static String first(@Nullable String header) {
        if (header == null) {
            return "";
        }
        Matcher first = FIRST.matcher(header);
        return first.matches() ? first.group(1).toLowerCase(Locale.ROOT) : "";
    }
}
