package io.gatehouse.gateway.flow.detect;

import io.gatehouse.gateway.exchange.RequestCookies;
import io.gatehouse.gateway.exchange.RequestHead;
import io.gatehouse.gateway.exchange.SessionValues;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Quarantine;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out whether a request uses a session that is shut out. Free while none is. */
public final class QuarantineCheck {
    private final Quarantine quarantine;
    private final Keyring keyring;
    private final InstantSource clock;

    public QuarantineCheck(Quarantine quarantine, Keyring keyring, InstantSource clock) {
        this.quarantine = quarantine;
        this.keyring = keyring;
        this.clock = clock;
    }

    /** Why the request is shut out: a challenge or a decision. */
    public Optional<String> reason(RequestHead head) {
        if (quarantine.isEmpty()) {
            return Optional.empty();
        }
        for (String value : SessionValues.of(head)) {
            String reason = reason(value);
            if (reason != null) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }

    /** The request's right to go on, to be looked at as often as there is something to pass on. */
    public Standing standing(RequestHead head) {
        return new Standing(head);
    }

    /**
     * Whether a request may go on. A request that began before a sign-in could otherwise end after it, with the session that is now shut out. Looking again costs nothing unless
     * something was shut out meanwhile.
     */
    public final class Standing {
        private final RequestHead head;
        private long seen = -1;

        private Standing(RequestHead head) {
            this.head = head;
        }

        /** Why the request is shut out, if it came to be since this was last asked; at first: if it is at all. */
        public Optional<String> lost() {
            long now = quarantine.shutOuts();
            if (now == seen) {
                return Optional.empty();
            }
            seen = now;
            return reason(head);
        }
    }

    /** The same request without the cookies and the Authorization that are shut out: so that somebody can sign in anew. */
    public RequestHead withoutShutOut(RequestHead head) {
        if (reason(head).isEmpty()) {
            return head;
        }
        RequestCookies kept = RequestCookies.of(head.headers())
                .without(cookie -> reason(SessionValues.canonical(cookie.value())) != null);
        HttpHeaders headers = head.headers().copy().remove("Authorization").remove("Cookie");
        if (!kept.cookies().isEmpty()) {
            headers.set("Cookie", kept.header());
        }
        return new RequestHead(head.method(), head.target(), head.path(), head.query(), head.host(), headers);
    }

    private @Nullable String reason(String value) {
        for (String session : keyring.hashes(Quarantine.CONTEXT, value)) {
            String reason = quarantine.reason(session, clock.instant());
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }
}
