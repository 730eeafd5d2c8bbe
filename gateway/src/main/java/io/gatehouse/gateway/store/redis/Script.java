package io.gatehouse.gateway.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** What Redis does for us, each in one step: {@code NAME.lua} beside this class, which says what it takes and returns. */
enum Script {
    RECORD_OWNER,
    READ_VALUE,
    DELETE_VALUE,
    FIELD_READ,
    FIELD_DELETE,
    HASH_READ,
    INDEX_ADD,
    INDEX_REMOVE,
    INDEX_READ,
    CHALLENGE_ADD,
    CHALLENGE_REPLACE,
    CHALLENGE_LATEST,
    CHALLENGE_FORGET,
    INVITE,
    ENROL,
    DEVICE_CHANGE,
    FACTORS_CHANGE,
    HOLD_PUT,
    HOLD_TAKE,
    QUARANTINE_SHUT,
    QUARANTINE_RELEASE,
    QUARANTINE_READ,
    NODE_BEAT,
    NODE_LEAVE,
    HISTORY_READ,
    HISTORY_SWAP,
    CENSUS_READ,
    CENSUS_LEARN,
    CENSUS_LEAVE,
    COUNT,
    HOUR_ADD,
    PROBE;

    private final String text;
    private final String digest;

    Script() {
        String file = name().toLowerCase(Locale.ROOT).replace('_', '-') + ".lua";
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing");
            }
            byte[] bytes = in.readAllBytes();
            text = new String(bytes, StandardCharsets.UTF_8);
            digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String text() {
        return text;
    }

    /** By which Redis knows it. */
    String digest() {
        return digest;
    }
}
