package io.gatehouse.gateway.flow.detect;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an {@code application/x-www-form-urlencoded} text, or of a {@code multipart/form-data} body, read strictly.
 *
 * <p>Frameworks disagree on what a name means ({@link FieldName}), whether {@code ;} separates fields, and whether the first or the last of two counts. So a field that some framework
 * could take for the one that is looked for, without being it, is refused, and so is the one that comes twice.
 */
final class FormFields {
    /** What large pages of settings send, twice over. */
    private static final int MOST_FIELDS = 2048;

    /** @param certain whether everybody agrees that the field begins and ends here */
    private record Field(String name, String value, boolean certain) {}

    private final List<Field> fields = new ArrayList<>();

    private FormFields() {}

    static FormFields parse(String text) throws MalformedLogin {
        FormFields form = new FormFields();
        int start = 0;
        while (start <= text.length()) {
            int ampersand = text.indexOf('&', start);
            int end = ampersand < 0 ? text.length() : ampersand;
            String pair = text.substring(start, end);
            boolean certain = pair.indexOf(';') < 0;
            form.add(pair, certain);
            if (!certain) {
                for (String piece : pair.split(";", -1)) {
                    form.add(piece, false);
                }
            }
            start = end + 1;
        }
        return form;
    }

    /** What is a file, or not plain text, is a field of which it is not certain what applications make of it. */
    static FormFields ofMultipart(byte[] body, String boundary) throws MalformedLogin {
        FormFields form = new FormFields();
        new MultipartScanner(boundary, true, new MultipartScanner.Parts() {
                    private @Nullable PartHead head;
                    private int start;

                    @Override
                    public void begins(PartHead begun, long at) {
                        head = begun;
                        start = (int) at;
                    }

                    @Override
                    public void ends(long at) throws MalformedLogin {
                        PartHead part = Objects.requireNonNull(head, "a part ends after it began");
                        String value = part.plain() ? utf8(body, start, (int) at - start) : "";
                        form.add(new Field(part.name(), value, part.plain()));
                    }
                })
                .readAll(body);
        return form;
    }

    private void add(Field field) throws MalformedLogin {
        if (fields.size() == MOST_FIELDS) {
            throw new MalformedLogin("the form has more than " + MOST_FIELDS + " fields");
        }
        fields.add(field);
    }

    private void add(String pair, boolean certain) throws MalformedLogin {
        if (pair.isEmpty()) {
            return;
        }
        int equals = pair.indexOf('=');
        add(new Field(
                decode(equals < 0 ? pair : pair.substring(0, equals)),
                equals < 0 ? "" : decode(pair.substring(equals + 1)),
                certain));
    }

    /** The one field of this name. */
    Optional<String> one(String name) throws MalformedLogin {
        FieldName wanted = new FieldName(name);
        Optional<String> found = Optional.empty();
        for (Field field : fields) {
            if (!wanted.couldBe(field.name)) {
                continue;
            }
            if (!wanted.is(field.name) || !field.certain) {
                throw new MalformedLogin("the form has a field that some applications take for '" + name + "'");
            }
            if (found.isPresent()) {
                throw new MalformedLogin("the form has the field '" + name + "' twice");
            }
            found = Optional.of(field.value);
        }
        return found;
    }

    /** Some frameworks let a field say in what charset the others are. */
    void refuseOtherCharsets() throws MalformedLogin {
        if (!one(WatchedField.CHARSET).orElse("utf-8").equalsIgnoreCase("utf-8")) {
            throw new MalformedLogin("a body comes in UTF-8 where people sign in");
        }
    }

    /** Whether any framework would find this field. */
    boolean mayHave(String name) {
        FieldName wanted = new FieldName(name);
        return fields.stream().anyMatch(field -> wanted.couldBe(field.name));
    }

    /** Whether any would find it within another one, as in {@code user[name]}. */
    boolean mayHaveWithin(String name) {
        FieldName wanted = new FieldName(name);
        return fields.stream().anyMatch(field -> wanted.couldBeWithin(field.name));
    }

    /** A name or a value, decoded. */
    static String decode(String text) throws MalformedLogin {
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
        return utf8(bytes, 0, length);
    }

    static String utf8(byte[] bytes, int start, int length) throws MalformedLogin {
        if (isAscii(bytes, start, length)) {
            // Most are, and a decoder is dear to make.
            return new String(bytes, start, length, StandardCharsets.US_ASCII);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedLogin("the form is not UTF-8");
        }
    }

    private static boolean isAscii(byte[] bytes, int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
