package io.gatehouse.gateway.flow.detect;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Watches a body as it streams by for the field that makes it a sign-in, and keeps no more of it than the name in progress. There is one for each kind of body that an application may read fields
 * from; each is stricter than any application in what it lets by, so that nothing is a field to an application which was none to us.
 */
interface FieldSentry {
    enum Sight {
        /** The field has not come. */
        UNSEEN,
        /** It will not come: nobody takes the body for one that has fields. */
        NEVER,
        /** There is one that some application may take for it. */
        SEEN
    }

    /**
     * Reads a chunk without moving its reader index. Not called again once it has said {@code NEVER} or {@code SEEN}.
     *
     * @throws MalformedLogin when applications may disagree on what the body is
     */
    Sight look(ByteBuf chunk) throws MalformedLogin;

    /** The body has ended. */
    Sight end() throws MalformedLogin;

    /** How many of the last bytes may yet be the field, should the body end here: they must not be passed on. */
    int open();

    /** The one for a request to where people sign in; null: all that is sent there is a sign-in. */
    static @Nullable FieldSentry at(Config.Login login, RequestHead head) throws MalformedLogin {
        String field = login.whenField();
        Config.Username.Source source = login.username().source();
        if (field == null || source == Config.Username.Source.HEADER || source == Config.Username.Source.BASIC) {
            return null;
        }
        BodyKind kind = BodyKind.of(head);
        WatchedField watched = new WatchedField(field, source == Config.Username.Source.JSON);
        FieldSentry sentry = switch (kind) {
            case FORM -> new FormSentry(watched, true);
            case MULTIPART_FORM -> new MultipartSentry(watched, Boundary.of(head), true);
            case MULTIPART -> new MultipartSentry(watched, Boundary.of(head), false);
            case JSON -> new JsonSentry(watched);
            case OTHER -> new FormSentry(watched, false);
        };
        boolean mayBeJsonToo = kind == BodyKind.FORM || kind == BodyKind.OTHER;
        return watched.nested() && mayBeJsonToo ? new TwofoldSentry(sentry, new JsonLikeSentry(watched)) : sentry;
    }
}
