package io.gatehouse.gateway.scenario;

import io.gatehouse.gateway.flow.enrich.UserAgent;
import io.gatehouse.gateway.scenario.Clauses.Connection;
import io.gatehouse.gateway.scenario.Clauses.Cookie;
import io.gatehouse.gateway.scenario.Clauses.Kind;
import io.gatehouse.gateway.scenario.Clauses.Same;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the clauses of a sentence, one after the other, until nothing is left; what is not understood is a fault that says what would be. */
final class ClauseReader {
    private static final String LENGTH = "(\\d{1,4}) (second|minute|hour|day|week)s?";
    private static final Pattern BETWEEN = Pattern.compile("(?:,|\\s|and\\b)*");

    private static final Map<String, UserAgent> SYSTEMS = Map.of(
            "Mac", new UserAgent("", "macOS", "desktop", false, false),
            "Windows", new UserAgent("", "Windows", "desktop", false, false),
            "Linux", new UserAgent("", "Linux", "desktop", false, false),
            "ChromeOS", new UserAgent("", "ChromeOS", "desktop", false, false),
            "Android", new UserAgent("", "Android", "mobile", false, false),
            "iPhone", new UserAgent("", "iOS", "mobile", false, false),
            "iPad", new UserAgent("", "iOS", "tablet", false, false));

    /** A clause: how it is written, and what it means. */
    private record Form(Kind kind, String example, Pattern pattern, BiConsumer<Clauses, Matcher> meaning) {}

    private static final List<Form> FORMS = List.of(
            form(Kind.FREQUENCY, "daily", "daily", (clauses, found) -> clauses.every = Duration.ofDays(1)),
            form(Kind.FREQUENCY, "weekly", "weekly", (clauses, found) -> clauses.every = Duration.ofDays(7)),
            form(Kind.FREQUENCY, "for 60 days", "for " + LENGTH, (clauses, found) -> clauses.span = length(found)),
            form(
                    Kind.TIMES,
                    "12 times",
                    "(\\d{1,4}) times",
                    (clauses, found) -> clauses.times = Integer.parseInt(found.group(1))),
            form(Kind.AGO, "3 days ago", LENGTH + " ago", (clauses, found) -> clauses.ago = length(found)),
            form(Kind.LATER, "2 hours later", LENGTH + " later", (clauses, found) -> clauses.later = length(found)),
            form(
                    Kind.CLOCK,
                    "at 03:00",
                    "at (\\d\\d:\\d\\d)",
                    (clauses, found) -> clauses.clock = clock(found.group(1))),
            form(
                    Kind.SAME_SOURCE,
                    "from the same address",
                    "from the same (address|network|device)",
                    (clauses, found) ->
                            clauses.same = Same.valueOf(found.group(1).toUpperCase(Locale.ROOT))),
            form(Kind.PLACE, "from a new network", "from a new network", connection(Connection.NEW)),
            form(Kind.PLACE, "through a VPN", "through a VPN", connection(Connection.VPN)),
            form(Kind.PLACE, "through Tor", "through Tor", connection(Connection.TOR)),
            form(Kind.PLACE, "from a data centre", "from a data centre", connection(Connection.DATA_CENTRE)),
            form(Kind.PLACE, "from a private network", "from a private network", connection(Connection.PRIVATE)),
            form(
                    Kind.PLACE,
                    "in Oslo, from São Paulo",
                    "(?:from|in) (" + cityNames() + ")",
                    (clauses, found) -> clauses.city = Gazetteer.city(found.group(1))),
            form(
                    Kind.DEVICE,
                    "on a new device",
                    "on a new device",
                    (clauses, found) -> clauses.cookie = Cookie.NEW_DEVICE),
            form(
                    Kind.DEVICE,
                    "without a device cookie",
                    "without a device cookie",
                    (clauses, found) -> clauses.cookie = Cookie.MISSING),
            form(
                    Kind.DEVICE,
                    "with a forged device cookie",
                    "with a forged device cookie",
                    (clauses, found) -> clauses.cookie = Cookie.FORGED),
            form(
                    Kind.AGENT,
                    "Firefox on Mac",
                    "(?:with )?(Firefox|Chrome|Safari|Edge|Opera) on (?:an? )?(" + String.join("|", SYSTEMS.keySet())
                            + ")",
                    (clauses, found) -> clauses.agent = agent(found.group(1), found.group(2))),
            form(
                    Kind.AGENT,
                    "with curl",
                    "with (curl|Python|Go|Java)",
                    (clauses, found) -> clauses.agent = new UserAgent(found.group(1), "", "library", true, false)),
            form(
                    Kind.AGENT,
                    "with a headless Chrome",
                    "with a headless Chrome",
                    (clauses, found) -> clauses.agent = new UserAgent("Chrome", "Linux", "bot", true, false)),
            form(
                    Kind.AGENT,
                    "without a User-Agent",
                    "without a User-Agent",
                    (clauses, found) -> clauses.agent = UserAgent.parse(null)),
            form(
                    Kind.LANGUAGE,
                    "speaking nb",
                    "speaking ([a-z]{2,8})",
                    (clauses, found) -> clauses.language = found.group(1)));

    private ClauseReader() {}

    /**
     * The clauses of the rest of a sentence.
     *
     * @param allowed the kinds that go with this sentence
     * @throws IllegalArgumentException if something is not understood, or does not go with the sentence
     */
    static Clauses read(String sentence, String rest, Set<Kind> allowed) {
        Clauses clauses = new Clauses();
        Matcher between = BETWEEN.matcher(rest);
        int at = between.lookingAt() ? between.end() : 0;
        while (at < rest.length()) {
            at = readOne(sentence, rest, at, allowed, clauses);
            between.region(at, rest.length());
            at = between.lookingAt() ? between.end() : at;
        }
        return clauses;
    }

    private static int readOne(String sentence, String rest, int at, Set<Kind> allowed, Clauses clauses) {
        for (Form form : FORMS) {
            Matcher found = form.pattern.matcher(rest).region(at, rest.length());
            if (allowed.contains(form.kind) && found.lookingAt()) {
                form.meaning.accept(clauses, found);
                clauses.said.add(form.kind);
                return found.end();
            }
        }
        String known = FORMS.stream()
                .filter(form -> allowed.contains(form.kind))
                .map(form -> '"' + form.example + '"')
                .collect(Collectors.joining(", "));
        String cities = rest.startsWith("from ", at) || rest.startsWith("in ", at)
                ? "; the cities are " + cityNames().replace("|", ", ")
                : "";
        throw new IllegalArgumentException("does not understand \"" + rest.substring(at) + "\" in \"" + sentence
                + "\"; here may stand " + known + cities);
    }

    private static Form form(Kind kind, String example, String pattern, BiConsumer<Clauses, Matcher> meaning) {
        return new Form(kind, example, Pattern.compile(pattern + "(?![\\p{L}\\d])"), meaning);
    }

    private static BiConsumer<Clauses, Matcher> connection(Connection connection) {
        return (clauses, found) -> clauses.connection = connection;
    }

    private static UserAgent agent(String browser, String system) {
        UserAgent known = SYSTEMS.getOrDefault(system, UserAgent.parse(null));
        return new UserAgent(browser, known.system(), known.kind(), false, false);
    }

    private static Duration length(Matcher found) {
        long count = Long.parseLong(found.group(1));
        return switch (found.group(2)) {
            case "second" -> Duration.ofSeconds(count);
            case "minute" -> Duration.ofMinutes(count);
            case "hour" -> Duration.ofHours(count);
            case "day" -> Duration.ofDays(count);
            default -> Duration.ofDays(7 * count);
        };
    }

    private static LocalTime clock(String time) {
        try {
            return LocalTime.parse(time);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"at " + time + "\" is no time of day; 00:00 to 23:59", e);
        }
    }

    /** Longest first, so that no name hides a longer one. */
    private static String cityNames() {
        return Gazetteer.cities().stream()
                .map(City::name)
                .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .collect(Collectors.joining("|"));
    }
}
