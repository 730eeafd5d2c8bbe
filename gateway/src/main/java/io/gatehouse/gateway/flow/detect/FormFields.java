package io.gatehouse.gateway.flow.detect;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of an {@code application/x-www-form-urlencoded} text, read strictly.
 *
 * <p>Frameworks disagree on what a name means: PHP drops leading spaces and turns {@code . [} and space into {@code _}, others take the first or the last of two. So a name that
 * some framework could take for the one that is looked for, without being it, is refused, and so is the one that comes twice.
 */
final class FormFields {
    private static final int MOST_FIELDS = 256;

    private record Field(String name, String value) {}

    private final List<Field> fields;

    private FormFields(List<Field> fields) {
        this.fields = fields;
    }

    static FormFields parse(String text) throws MalformedLogin {
        List<Field> fields = new ArrayList<>();
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf('&', start);
            if (end < 0) {
                end = text.length();
            }
            if (end > start) {
                if (fields.size() == MOST_FIELDS) {
                    throw new MalformedLogin("the form has more than " + MOST_FIELDS + " fields");
                }
                int equals = text.indexOf('=', start);
                boolean bare = equals < 0 || equals > end;
                fields.add(new Field(
                        decode(text.substring(start, bare ? end : equals)),
                        bare ? "" : decode(text.substring(equals + 1, end))));
            }
            start = end + 1;
        }
        return new FormFields(fields);
    }

    /** The one field of this name. */
    Optional<String> one(String name) throws MalformedLogin {
        Optional<String> found = Optional.empty();
        for (Field field : fields) {
            if (!couldBe(field.name, name)) {
                continue;
            }
            if (!field.name.equals(name)) {
                throw new MalformedLogin("the form has a field that some applications take for '" + name + "'");
            }
            if (found.isPresent()) {
                throw new MalformedLogin("the form has the field '" + name + "' twice");
            }
            found = Optional.of(field.value);
        }
        return found;
    }

    /** Whether any framework would find this field. */
    boolean mayHave(String name) {
        return fields.stream().anyMatch(field -> couldBe(field.name, name));
    }

    private static boolean couldBe(String given, String wanted) {
        return given.equals(wanted) || canonical(given).equals(canonical(wanted));
    }

    private static String canonical(String name) {
        String stripped = name.stripLeading();
        int nul = stripped.indexOf('\0');
        String cut = nul < 0 ? stripped : stripped.substring(0, nul);
        int array = cut.indexOf("[]");
        return (array > 0 ? cut.substring(0, array) : cut)
                .replace(' ', '_')
                .replace('.', '_')
                .replace('[', '_');
    }

    private static String decode(String text) throws MalformedLogin {
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new MalformedLogin("the form has a '%' that two hexadecimal digits do not follow");
                }
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else if (c == '+') {
                bytes[length++] = ' ';
            } else if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else {
                throw new MalformedLogin("the form has bytes that should be percent-encoded");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedLogin("the form is not UTF-8");
        }
    }
}
