package io.gatehouse.gateway.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a single value may be. */
@FunctionalInterface
interface Kind<T> {
    /**
     * The value that a text stands for.
     *
     * @throws IllegalArgumentException whose message goes on after the quoted text: what is wrong, and what would be right
     */
    T read(String text);

    Kind<Boolean> BOOLEAN = text -> switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new IllegalArgumentException("is neither true nor false; write one of them");
    };

    /** A text within bounds, without control characters. */
    static Kind<String> text(int longest) {
        return text -> {
            if (text.isBlank() || text.length() > longest || text.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "is not usable; write 1 to " + longest + " characters, none of them a control character");
            }
            return text;
        };
    }

    /** A text of one shape. */
    static Kind<String> matching(String regex, String otherwise) {
        Pattern pattern = Pattern.compile(regex);
        return text -> {
            if (!pattern.matcher(text).matches()) {
                throw new IllegalArgumentException(otherwise);
            }
            return text;
        };
    }

    /** One of a few words: the constants' names in lower case, with hyphens. */
    static <E extends Enum<E>> Kind<E> oneOf(Class<E> constants) {
        Map<String, E> words = Arrays.stream(constants.getEnumConstants())
                .collect(Collectors.toMap(
                        constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), Function.identity()));
        String choice = words.keySet().stream().sorted().collect(Collectors.joining(", "));
        return text -> {
            E constant = words.get(text);
            if (constant == null) {
                throw new IllegalArgumentException("is not one of " + choice + Suggestion.among(words.keySet(), text));
            }
            return constant;
        };
    }

    static Kind<Integer> integer(int least, int most) {
        return text -> {
            String range = "a whole number from " + least + " to " + most;
            if (!text.matches("-?[0-9]{1,10}")) {
                throw new IllegalArgumentException("is not a number; write " + range);
            }
            return (int) between(Long.parseLong(text), least, most, range);
        };
    }

    /** A part of a whole: above 0, up to 1. */
    Kind<Double> FRACTION = text -> {
        double part = text.matches("[01](\\.[0-9]{1,9})?") ? Double.parseDouble(text) : 0;
        if (part <= 0 || part > 1) {
            throw new IllegalArgumentException("is not a part of a whole; write a number above 0 up to 1, such as 0.1");
        }
        return part;
    };

    /** A number and one of s, m, h, d; also ms. */
    static Kind<Duration> duration(String least, String most) {
        Duration shortest = Units.duration(least);
        Duration longest = Units.duration(most);
        return text -> {
            Duration duration = Units.duration(text);
            if (duration.compareTo(shortest) < 0 || duration.compareTo(longest) > 0) {
                throw new IllegalArgumentException("is out of range; write " + least + " to " + most);
            }
            return duration;
        };
    }

    /** A number of bytes, alone or with KiB or MiB. */
    static Kind<Integer> size(String least, String most) {
        int smallest = (int) Units.size(least);
        int largest = (int) Units.size(most);
        return text -> (int) between(Units.size(text), smallest, largest, least + " to " + most);
    }

    private static long between(long number, long least, long most, String range) {
        if (number < least || number > most) {
            throw new IllegalArgumentException("is out of range; write " + range);
        }
        return number;
    }

    /** Numbers with a unit behind them. */
    final class Units {
        private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
        private static final Pattern SIZE = Pattern.compile("([0-9]{1,10})(|KiB|MiB)");

        private Units() {}

        static Duration duration(String text) {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "is not a duration; write a number and a unit (ms, s, m, h, d), such as 90s, 15m, 2h or 14d");
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }

        static long size(String text) {
            Matcher matcher = SIZE.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("is not a size; write bytes, such as 16384, or 16KiB or 1MiB");
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "KiB" -> number << 10;
                case "MiB" -> number << 20;
                default -> number;
            };
        }
    }
}
