package io.gatehouse.gateway.exchange;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Twelve hexadecimal digits that stand for a text: the first 48 bits of its SHA-256, as JA4 writes its parts. */
public final class Fingerprint {
    private static final int BYTES = 6;

    private Fingerprint() {}

    /** Of a text in ISO 8859-1. */
    public static String of(CharSequence text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.ISO_8859_1));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks SHA-256, which every Java must have", e);
        }
    }
}
