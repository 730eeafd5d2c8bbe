package io.gatehouse.gateway.config;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts environment variables in where a value names them: <code>${NAME}</code>; <code>$${</code> stands for a plain <code>${</code>. */
record Environment(Function<String, @Nullable String> variables) {
    private static final Pattern REFERENCE = Pattern.compile("\\$(\\$?)\\{([^}]*)(}?)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** @throws IllegalArgumentException naming the variable that is not set, or the reference that is malformed */
    String expand(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder expanded = new StringBuilder();
        while (matcher.find()) {
            boolean escaped = !matcher.group(1).isEmpty();
            String replacement = escaped ? matcher.group().substring(1) : variable(matcher.group(2), matcher.group(3));
            matcher.appendReplacement(expanded, Matcher.quoteReplacement(replacement));
        }
        return matcher.appendTail(expanded).toString();
    }

    private String variable(String name, String closing) {
        if (closing.isEmpty() || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "has a malformed reference; write ${NAME} with letters, digits and _, or $${ for a plain ${");
        }
        String value = variables.apply(name);
        if (value == null) {
            throw new IllegalArgumentException("names the environment variable " + name
                    + ", which is not set; export it, or write the value itself");
        }
        return value;
    }
}
