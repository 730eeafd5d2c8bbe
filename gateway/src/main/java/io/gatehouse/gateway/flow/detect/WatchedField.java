package io.gatehouse.gateway.flow.detect;

/** The field that makes a sign-in, in whatever spelling, and what else a sentry must not let by. */
final class WatchedField {
    /** Tells in what charset a form's other fields are: some applications heed it. */
    static final String CHARSET = "_charset_";

    private static final FieldName CHARSET_NAME = new FieldName(CHARSET);

    private final FieldName name;
    private final boolean nested;

    /** @param nested whether it may be a part of an object: frameworks that read JSON take {@code user[password]} in a form for {@code {"user": {"password": …}}} */
    WatchedField(String field, boolean nested) {
        this.name = new FieldName(field);
        this.nested = nested;
    }

    boolean nested() {
        return nested;
    }

    /** Whether a form's field of this name is one for the strict reader. */
    boolean couldBe(String given) {
        return name.couldBe(given) || CHARSET_NAME.couldBe(given) || (nested && name.couldBeWithin(given));
    }

    /** Whether a form's field could be one whose name begins so, and is very long. */
    boolean couldBegin(String given) {
        return name.couldBegin(given) || CHARSET_NAME.couldBegin(given) || (nested && name.couldBeWithin(given));
    }

    boolean couldBeKey(String key) {
        return name.couldBeKey(key);
    }
}
