package io.gatehouse.gateway.flow.detect;

import io.netty.buffer.ByteBuf;

/** Watches the names of a multipart body's parts; what is in the parts does not matter. */
final class MultipartSentry implements FieldSentry {
    private final MultipartScanner scanner;
    private Sight sight = Sight.UNSEEN;

    /** @param form whether it is {@code multipart/form-data}, and not some other kind */
    MultipartSentry(WatchedField field, String boundary, boolean form) {
        scanner = new MultipartScanner(boundary, form, (head, at) -> {
            if (head.couldBe(field)) {
                sight = Sight.SEEN;
            }
        });
    }

    @Override
    public Sight look(ByteBuf chunk) throws MalformedLogin {
        scanner.read(chunk);
        return sight;
    }

    @Override
    public Sight end() throws MalformedLogin {
        scanner.end();
        return sight;
    }

    @Override
    public int open() {
        return scanner.open();
    }
}
