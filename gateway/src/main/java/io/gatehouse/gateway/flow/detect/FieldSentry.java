package io.gatehouse.gateway.flow.detect;

import io.netty.buffer.ByteBuf;

/**
 * Watches a form that streams by for a field of some name, without keeping more of it than the name in progress. What it cannot be sure of it reports: a name that is
 * longer than any harmless spelling is let by, one that may decode to the field is not.
 */
final class FieldSentry {
    private static final int LONGEST_NAME = 512;

    private final String field;
    private final StringBuilder name = new StringBuilder();
    private boolean inName = true;

    FieldSentry(String field) {
        this.field = field;
    }

    /** Reads the chunk without moving its reader index. */
    boolean finds(ByteBuf chunk) {
        int end = chunk.writerIndex();
        for (int i = chunk.readerIndex(); i < end; i++) {
            byte b = chunk.getByte(i);
            if (b == '&') {
                if (inName && isField()) {
                    return true;
                }
                name.setLength(0);
                inName = true;
            } else if (b == '=' && inName) {
                if (isField()) {
                    return true;
                }
                inName = false;
            } else if (inName && name.length() < LONGEST_NAME) {
                name.append((char) (b & 0xff));
            }
        }
        return false;
    }

    private boolean isField() {
        if (name.length() == LONGEST_NAME) {
            // Percent signs and leading spaces can stretch a name, and only those.
            return name.indexOf("%") >= 0 || name.charAt(0) == '+' || name.charAt(0) == ' ';
        }
        try {
            return FormFields.parse(name.toString()).mayHave(field);
        } catch (MalformedLogin e) {
            return name.toString().contains(field);
        }
    }
}
