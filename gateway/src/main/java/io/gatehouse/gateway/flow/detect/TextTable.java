package io.gatehouse.gateway.flow.detect;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values by text, found by a part of a longer text without making a string of that part. Never changes. */
final class TextTable<T> {
    private final String[] keys;
    private final Object[] values;
    private final int longest;

    TextTable(Map<String, T> entries) {
        int slots = Integer.highestOneBit(Math.max(1, entries.size())) * 4;
        keys = new String[slots];
        values = new Object[slots];
        longest = entries.keySet().stream().mapToInt(String::length).max().orElse(-1);
        entries.forEach(this::put);
    }

    private void put(String key, T value) {
        int slot = slot(key, 0, key.length());
        while (values[slot] != null) {
            slot = (slot + 1) & (keys.length - 1);
        }
        keys[slot] = key;
        values[slot] = value;
    }

    /** Length of the longest text that has a value; -1 if there is none. */
    int longest() {
        return longest;
    }

    /** The value of what stands there in the text, start included and end not. */
    @Nullable
    T get(String text, int start, int end) {
        int length = end - start;
        if (length > longest) {
            return null;
        }
        for (int slot = slot(text, start, end); values[slot] != null; slot = (slot + 1) & (keys.length - 1)) {
            if (keys[slot].length() == length && keys[slot].regionMatches(0, text, start, length)) {
                return value(slot);
            }
        }
        return null;
    }

    @SuppressWarnings("unchecked") // put takes no other
    private T value(int slot) {
        return (T) values[slot];
    }

    private int slot(String text, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return (hash ^ hash >>> 16) & (keys.length - 1);
    }
}
