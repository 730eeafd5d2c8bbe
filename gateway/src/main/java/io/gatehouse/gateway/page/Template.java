package io.gatehouse.gateway.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page with places to fill in: {@code {{name}}}. A value is always escaped, for text and for quoted attributes alike; there is no way to put markup in. Values are never
 * looked at again for places of their own.
 */
final class Template {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");

    /** Literal text, or the name of a place. */
    private record Part(String text, boolean place) {}

    private final List<Part> parts;

    Template(String source) {
        List<Part> found = new ArrayList<>();
        Matcher places = PLACE.matcher(source);
        int end = 0;
        while (places.find()) {
            found.add(new Part(source.substring(end, places.start()), false));
            found.add(new Part(places.group(1), true));
            end = places.end();
        }
        found.add(new Part(source.substring(end), false));
        parts = List.copyOf(found);
    }

    static Template load(String resource) {
        return new Template(new String(bytes(Template.class, resource), StandardCharsets.UTF_8));
    }

    /** A file beside a class on the class path. */
    static byte[] bytes(Class<?> beside, String resource) {
        try (InputStream in = beside.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(
                        "page resource " + resource + " is not on the class path: rebuild Gatehouse");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("page resource " + resource + " cannot be read: check the jar", e);
        }
    }

    /** The page with every place filled in; a place without a value is a mistake of ours. */
    String fill(Map<String, String> values) {
        StringBuilder page = new StringBuilder();
        for (Part part : parts) {
            if (part.place()) {
                String value = values.get(part.text());
                if (value == null) {
                    throw new IllegalArgumentException("no value for {{" + part.text() + "}}: add it to the values");
                }
                escape(value, page);
            } else {
                page.append(part.text());
            }
        }
        return page.toString();
    }

    private static void escape(String value, StringBuilder page) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> page.append("&amp;");
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                case '`' -> page.append("&#96;");
                default -> page.append(c);
            }
        }
    }
}
