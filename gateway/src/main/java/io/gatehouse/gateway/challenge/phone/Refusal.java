package io.gatehouse.gateway.challenge.phone;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** Why a request of a phone is not granted, in the form it is told: a problem of RFC 9457. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient HttpResponseStatus status;
    private final String type;
    private final transient Map<String, Object> extra = new LinkedHashMap<>();

    /** @param type what follows {@code urn:gatehouse:} */
    Refusal(HttpResponseStatus status, String type, String title) {
        super(title, null, false, false);
        this.status = status;
        this.type = type;
    }

    static Refusal malformed(String what) {
        return new Refusal(HttpResponseStatus.BAD_REQUEST, "malformed", what);
    }

    /** Whatever is wrong with a proof, the one who sends it is told no more than this. */
    static Refusal unproven() {
        return new Refusal(
                HttpResponseStatus.UNAUTHORIZED,
                "unproven",
                "This is not the signature of an enrolled phone over what was asked for, or it is too old");
    }

    static Refusal deviceDisabled() {
        return new Refusal(
                HttpResponseStatus.FORBIDDEN,
                "device-disabled",
                "Too many wrong codes were typed on this phone: it cannot approve any more");
    }

    Refusal with(String member, Object value) {
        extra.put(member, value);
        return this;
    }

    HttpResponseStatus status() {
        return status;
    }

    String type() {
        return type;
    }

    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "urn:gatehouse:" + type);
        members.put("title", getMessage());
        members.putAll(extra);
        return members;
    }
}
