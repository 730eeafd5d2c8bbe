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
        return quarantine.reason(keyring.hash(Quarantine.CONTEXT, value), clock.instant());
    }
}
