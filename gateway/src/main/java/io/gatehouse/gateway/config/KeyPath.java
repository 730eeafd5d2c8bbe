package io.gatehouse.gateway.config;

/**
 * Where a key stands below the root.
 *
 * @param text in this file: {@code logins[0].path}
 * @param pattern in any file: {@code logins[].path}
 */
record KeyPath(String text, String pattern) {
    static final KeyPath ROOT = new KeyPath("", "");

    KeyPath key(String key) {
        return text.isEmpty() ? new KeyPath(key, key) : new KeyPath(text + "." + key, pattern + "." + key);
    }

    KeyPath item(int index) {
        return new KeyPath(text + "[" + index + "]", pattern + "[]");
    }

    /** A key that the operator has chosen. */
    KeyPath named(String name) {
        return new KeyPath(text + "." + name, pattern + ".NAME");
    }
}
