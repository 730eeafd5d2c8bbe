package io.gatehouse.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The six digits that a waiting page or dialog shows, grouped or not. */
final class ShownCode {
    private static final Pattern DIGITS = Pattern.compile("([0-9]{3}) ?([0-9]{3})");

    private ShownCode() {}

    static String in(String text) {
        Matcher code = DIGITS.matcher(text);
        assertThat(code.find()).as(text).isTrue();
        return code.group(1) + code.group(2);
    }

    static String inPage(String html) {
        return in(html.replaceAll("<[^>]*>", " "));
    }
}
