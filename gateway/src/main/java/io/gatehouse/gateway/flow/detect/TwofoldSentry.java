package io.gatehouse.gateway.flow.detect;

import io.netty.buffer.ByteBuf;

/** Two sentries at a body that an application may read in either way. */
final class TwofoldSentry implements FieldSentry {
    private final FieldSentry one;
    private final FieldSentry other;
    private Sight ofOne = Sight.UNSEEN;
    private Sight ofOther = Sight.UNSEEN;

    TwofoldSentry(FieldSentry one, FieldSentry other) {
        this.one = one;
        this.other = other;
    }

    @Override
    public Sight look(ByteBuf chunk) throws MalformedLogin {
        ofOne = ofOne == Sight.UNSEEN ? one.look(chunk) : ofOne;
        ofOther = ofOther == Sight.UNSEEN ? other.look(chunk) : ofOther;
        return both();
    }

    @Override
    public Sight end() throws MalformedLogin {
        ofOne = ofOne == Sight.UNSEEN ? one.end() : ofOne;
        ofOther = ofOther == Sight.UNSEEN ? other.end() : ofOther;
        return both();
    }

    private Sight both() {
        if (ofOne == Sight.SEEN || ofOther == Sight.SEEN) {
            return Sight.SEEN;
        }
        return ofOne == ofOther ? ofOne : Sight.UNSEEN;
    }

    @Override
    public int open() {
        return Math.max(ofOne == Sight.UNSEEN ? one.open() : 0, ofOther == Sight.UNSEEN ? other.open() : 0);
    }
}
