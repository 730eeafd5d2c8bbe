package io.gatehouse.risk;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A file of rules as it lies on disk. */
record RuleFile(String name, String text) {
    private static final int VERSION_BYTES = 6;

    static RuleFile of(String name, byte[] bytes) throws BrokenRules {
        try {
            return new RuleFile(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            throw new BrokenRules(name, "is not UTF-8; save it as UTF-8");
        }
    }

    /** A fault at a character of the text. */
    RuleError error(int at, String rule, String message) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < at; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new RuleError(name, line, at - lineStart + 1, rule, message);
    }

    /** Names a set of files by what is in them: 12 hex digits of a SHA-256 over names and bytes. */
    static String version(List<RuleFile> files) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
        for (RuleFile file : files) {
            byte[] name = file.name.getBytes(StandardCharsets.UTF_8);
            byte[] text = file.text.getBytes(StandardCharsets.UTF_8);
            // Lengths first, so that no two sets of files run together into the same bytes.
            digest.update(ByteBuffer.allocate(8)
                    .putInt(name.length)
                    .putInt(text.length)
                    .array());
            digest.update(name);
            digest.update(text);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES);
    }
}
