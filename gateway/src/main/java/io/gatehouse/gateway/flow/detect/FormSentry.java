package io.gatehouse.gateway.flow.detect;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/** Watches the names of a form's fields. A name that cannot be decoded is the strict reader's business, which refuses it. */
final class FormSentry implements FieldSentry, ByteProcessor {
    /** Longer ones are told by their beginning. */
    private static final int LONGEST_NAME = 512;

    /** What percent-encoding leaves as it is, what separates and encodes, and what scripts put in URLs. */
    private static final String FORM_PUNCTUATION = "*-._+%&=;[]~!',/:@$?#";

    private final WatchedField field;
    private final boolean certain;
    private final StringBuilder name = new StringBuilder();
    private boolean begun;
    private boolean inName = true;
    private Sight sight = Sight.UNSEEN;

    /** @param certain whether the head says that it is a form; otherwise it is one only while it looks like one */
    FormSentry(WatchedField field, boolean certain) {
        this.field = field;
        this.certain = certain;
    }

    @Override
    public Sight look(ByteBuf chunk) {
        chunk.forEachByte(this);
        return sight;
    }

    @Override
    public Sight end() {
        if (inName && couldBeField()) {
            sight = Sight.SEEN;
        }
        return sight;
    }

    @Override
    public int open() {
        return inName ? name.length() : 0;
    }

    /** False once everything is known. */
    @Override
    public boolean process(byte b) {
        char c = (char) (b & 0xff);
        if (!certain && !looksLikeForm(c)) {
            sight = Sight.NEVER;
            return false;
        }
        switch (c) {
            case '&', ';', '=' -> {
                if (inName && couldBeField()) {
                    sight = Sight.SEEN;
                    return false;
                }
                name.setLength(0);
                inName = c != '=';
            }
            default -> {
                if (inName) {
                    return gather(c);
                }
            }
        }
        return true;
    }

    private boolean gather(char c) {
        name.append(c);
        if (name.length() == LONGEST_NAME) {
            if (couldBeField()) {
                sight = Sight.SEEN;
                return false;
            }
            name.setLength(0);
            inName = false;
        }
        return true;
    }

    private boolean couldBeField() {
        try {
            String decoded = FormFields.decode(name.toString());
            return name.length() == LONGEST_NAME ? field.couldBegin(decoded) : field.couldBe(decoded);
        } catch (MalformedLogin e) {
            return true;
        }
    }

    private boolean looksLikeForm(char c) {
        if (!begun && (c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
            return true;
        }
        begun = true;
        boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return alphanumeric || FORM_PUNCTUATION.indexOf(c) >= 0;
    }
}
