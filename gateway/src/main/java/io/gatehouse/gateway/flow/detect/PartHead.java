package io.gatehouse.gateway.flow.detect;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The headers of a part of a multipart body, in the spelling that browsers and libraries send. Whatever applications read in different ways is refused: RFC 2231's {@code name*}, encoded words, escaped
 * quotation marks, folded lines, anything twice, parts in parts, and whatever looks like another name.
 *
 * @param name the field's; empty for a part of something else than a form, that has none
 * @param plain whether it is a short text to everybody: no file, not encoded, in UTF-8
 */
record PartHead(String name, boolean plain) {
    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]";
    private static final Pattern HEADER = Pattern.compile("(" + TOKEN + "++):([\\t\\x20-\\x7e\\x80-\\xff]*+)");
    private static final Pattern TYPE = Pattern.compile(TOKEN + "++");
    private static final Pattern PARAMETER =
            Pattern.compile("\\G[ \\t]*+;[ \\t]*+(" + TOKEN + "++)=(?:\"([^\"]*+)\"|(" + TOKEN + "++))");
    private static final Pattern ANOTHER_NAME = Pattern.compile("(?i)name[\\t *0-9]*+=");
    private static final Pattern PLAIN = Pattern.compile("(?i)text/plain(;[ \\t]*charset=\"?utf-8\"?)?");
    private static final Pattern UNENCODED = Pattern.compile("(?i)7bit|8bit|binary");

    private static final String DISPOSITION = "content-disposition";
    private static final String TYPE_HEADER = "content-type";
    private static final String ENCODING = "content-transfer-encoding";
    private static final String ID = "content-id";
    private static final List<String> ONCE = List.of(DISPOSITION, TYPE_HEADER, ENCODING, ID);

    /**
     * @param lines the headers, a character for each byte, each line with its end
     * @param form whether the body is a form, whose parts all have names
     */
    static PartHead parse(String lines, boolean form) throws MalformedLogin {
        Map<String, String> headers = headers(lines);
        String type = headers.get(TYPE_HEADER);
        if (type != null && type.toLowerCase(Locale.ROOT).contains("multipart")) {
            throw new MalformedLogin("a part of the body is multipart itself");
        }
        String disposition = headers.get(DISPOSITION);
        Map<String, String> parameters = disposition == null ? Map.of() : parameters(disposition);
        String name = parameters.get("name");
        if (name == null) {
            if (form) {
                throw new MalformedLogin("a part of the form has no name");
            }
            // Rack calls it so.
            name = headers.getOrDefault(ID, "").replaceAll("[<>]", "");
        }
        String encoding = headers.get(ENCODING);
        boolean plain = !parameters.containsKey("filename")
                && !parameters.containsKey("filename*")
                && (type == null || PLAIN.matcher(type).matches())
                && (encoding == null || UNENCODED.matcher(encoding).matches());
        return new PartHead(checked(name), plain);
    }

    private static Map<String, String> headers(String lines) throws MalformedLogin {
        Map<String, String> headers = new HashMap<>();
        for (String line : lines.isEmpty() ? new String[0] : lines.split("\r\n")) {
            Matcher header = HEADER.matcher(line);
            if (!header.matches()) {
                throw unreadable();
            }
            String name = header.group(1).toLowerCase(Locale.ROOT);
            String value = header.group(2).strip();
            boolean again = headers.put(name, value) != null;
            boolean hidden =
                    !name.equals(DISPOSITION) && line.toLowerCase(Locale.ROOT).contains(DISPOSITION);
            if (hidden || (again && ONCE.contains(name))) {
                throw unreadable();
            }
        }
        return headers;
    }

    private static Map<String, String> parameters(String disposition) throws MalformedLogin {
        Map<String, String> parameters = new HashMap<>();
        Matcher type = TYPE.matcher(disposition);
        Matcher parameter = PARAMETER.matcher(disposition);
        int end = type.lookingAt() ? type.end() : disposition.length();
        parameter.region(end, disposition.length());
        while (parameter.find()) {
            add(parameters, parameter.group(1).toLowerCase(Locale.ROOT), value(parameter));
            end = parameter.end();
        }
        if (end != disposition.length()) {
            throw unreadable();
        }
        return parameters;
    }

    private static String value(Matcher parameter) throws MalformedLogin {
        String quoted = parameter.group(2);
        String value = quoted == null ? parameter.group(3) : quoted;
        if (value.endsWith("\\") || ANOTHER_NAME.matcher(value).find()) {
            // It may escape the quotation mark, and what follows be a name.
            throw unreadable();
        }
        return value;
    }

    private static void add(Map<String, String> parameters, String key, String value) throws MalformedLogin {
        boolean known = switch (key) {
            case "name" -> true;
            // Whoever looks for the first "name=" must not find it here.
            case "filename", "filename*" -> parameters.containsKey("name");
            default -> !key.contains("name");
        };
        if (!known || parameters.put(key, value) != null) {
            throw unreadable();
        }
    }

    /** As it reads in UTF-8. Some applications decode it once more, which makes no difference to most names. */
    private static String checked(String raw) throws MalformedLogin {
        if (raw.contains("=?")) {
            throw unreadable();
        }
        byte[] bytes = raw.getBytes(StandardCharsets.ISO_8859_1);
        return FormFields.utf8(bytes, 0, bytes.length);
    }

    /** Whether it may be some field, with escapes undone or not. */
    boolean couldBe(WatchedField field) {
        String unescaped = name.replace("\\", "");
        return field.couldBe(name)
                || field.couldBe(unescaped)
                || (name.indexOf('%') >= 0 && field.couldBe(percentDecoded(unescaped)));
    }

    private static String percentDecoded(String name) {
        StringBuilder decoded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            int high = i + 2 < name.length() ? Character.digit(name.charAt(i + 1), 16) : -1;
            int low = i + 2 < name.length() ? Character.digit(name.charAt(i + 2), 16) : -1;
            boolean escape = name.charAt(i) == '%' && high >= 0 && low >= 0;
            decoded.append(escape ? (char) (high << 4 | low) : name.charAt(i));
            i += escape ? 2 : 0;
        }
        return decoded.toString();
    }

    private static MalformedLogin unreadable() {
        return new MalformedLogin("the headers of a part of the body can be read in two ways");
    }
}
