package io.gatehouse.gateway.store.redis;

import java.nio.charset.StandardCharsets;

/**
 * The names of what is in Redis. What is between braces says, in a cluster, on which shard it is: all that one account has is on one, so that a step over it is one script.
 */
final class Keys {
    static final String PREFIX = "gatehouse:";

    private Keys() {}

    /** Something of one account. */
    static byte[] ofUser(String userHash, String what) {
        return bytes(PREFIX + "{" + userHash + "}:" + what);
    }

    /** Whose an id is. */
    static byte[] owner(String kind, String id) {
        return bytes(PREFIX + "owner:" + kind + ":{" + id + "}");
    }

    /** Something that belongs to no account. */
    static byte[] common(String tag, String what) {
        return bytes(PREFIX + "{" + tag + "}:" + what);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }

    static String text(Object answer) {
        return new String((byte[]) answer, StandardCharsets.UTF_8);
    }
}
