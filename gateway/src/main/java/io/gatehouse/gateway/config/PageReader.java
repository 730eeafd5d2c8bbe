package io.gatehouse.gateway.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what clients are told when there is no application for them: {@code maintenance} and {@code error-pages}. */
final class PageReader {
    /** What Gatehouse itself answers for want of an application's answer. */
    private static final int[] STATUSES = {404, 413, 500, 502, 503, 504};

    private PageReader() {}

    static Optional<RouteSettings.Maintenance> maintenance(Section section, FileKinds files) {
        return Optional.of(new RouteSettings.Maintenance(
                section.optional("page", files.page()),
                section.value("retry-after", Kind.duration("1s", "7d"), "10m"),
                section.values("allow", NetworkKinds.NETWORK)));
    }

    static Map<Integer, StaticPage> errorPages(Section section, FileKinds files) {
        Map<Integer, StaticPage> pages = new TreeMap<>();
        for (int status : STATUSES) {
            StaticPage page = section.optional(Integer.toString(status), files.page());
            if (page != null) {
                pages.put(status, page);
            }
        }
        return Map.copyOf(pages);
    }
}
