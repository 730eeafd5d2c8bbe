package io.gatehouse.gateway.flow.detect;

import io.netty.buffer.ByteBuf;

/** Watches a body that its head does not call JSON, for applications that read any body as JSON. What begins like an object or a list must then be strict JSON to its end. */
final class JsonLikeSentry implements FieldSentry {
    /** Before a character in UTF-32. */
    private static final int MOST_NULS = 3;

    private final JsonSentry json;
    private boolean encoded;
    private int nuls;
    private boolean begun;

    JsonLikeSentry(WatchedField field) {
        json = new JsonSentry(field);
    }

    @Override
    public Sight look(ByteBuf chunk) throws MalformedLogin {
        for (int i = chunk.readerIndex(); !begun && i < chunk.writerIndex(); i++) {
            byte b = chunk.getByte(i);
            switch (b) {
                case ' ', '\t', '\r', '\n' -> nuls = 0;
                case 0 -> {
                    encoded = true;
                    nuls++;
                }
                // What byte order marks are made of.
                case (byte) 0xef, (byte) 0xbb, (byte) 0xbf, (byte) 0xfe, (byte) 0xff -> encoded = true;
                case '{', '[', '/' -> begun = true;
                default -> {
                    return Sight.NEVER;
                }
            }
            if (nuls > MOST_NULS) {
                return Sight.NEVER;
            }
        }
        if (begun && encoded) {
            throw new MalformedLogin("a body comes in UTF-8, without a byte order mark, where people sign in");
        }
        return begun ? json.look(chunk) : Sight.UNSEEN;
    }

    @Override
    public Sight end() throws MalformedLogin {
        return begun ? json.end() : Sight.NEVER;
    }

    @Override
    public int open() {
        return 0;
    }
}
