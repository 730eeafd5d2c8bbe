package io.gatehouse.gateway.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;

/**
 * Who may do what on the admin listener. The token itself is not kept, only what recognises it.
 *
 * @param name for the log
 * @param digest SHA-256 of the token
 */
public record AdminToken(String name, Set<Scope> scopes, byte[] digest) {

    public enum Scope {
        /** Make enrolment links. */
        ENROL,
        /** Switch between monitor and enforce. */
        MODE,
        /** See what is stored of a person, take learning back, erase. */
        PEOPLE,
        /** See what the rules do; mute them, and go back to earlier ones. */
        RULES
    }

    static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM lacks SHA-256", e);
        }
    }

    /** Whether this is the token, in a time that does not tell how nearly. */
    public boolean is(String presented) {
        return MessageDigest.isEqual(digest, digest(presented));
    }

    @Override
    public String toString() {
        return "AdminToken[" + name + ", " + scopes + "]";
    }
}
