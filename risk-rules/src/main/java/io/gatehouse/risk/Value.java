package io.gatehouse.risk;

/**
 * What kind of thing an expression in a rule stands for.
 *
 * @param group for {@link Kind#GROUP}: the group of facts
 */
record Value(Kind kind, String group) {
    static final Value NUMBER = new Value(Kind.NUMBER, "");
    static final Value FLAG = new Value(Kind.FLAG, "");
    static final Value TEXT = new Value(Kind.TEXT, "");
    static final Value TEXTS = new Value(Kind.TEXTS, "");
    static final Value RISK = new Value(Kind.RISK, "");
    static final Value PROOF = new Value(Kind.PROOF, "");

    enum Kind {
        NUMBER("a number"),
        FLAG("true or false"),
        TEXT("a text"),
        TEXTS("a list of texts"),
        RISK("the sign-in"),
        GROUP("a group of facts"),
        PROOF("a proof");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    static Value group(String name) {
        return new Value(Kind.GROUP, name);
    }

    /** Of a fact's type. */
    static Value of(Class<?> type) {
        if (type == boolean.class) {
            return FLAG;
        }
        if (type == String.class) {
            return TEXT;
        }
        return type == double.class || type == long.class ? NUMBER : TEXTS;
    }

    String words() {
        return kind.words;
    }
}
