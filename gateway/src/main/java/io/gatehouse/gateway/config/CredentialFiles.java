package io.gatehouse.gateway.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files that prove who we are to a push service. What is wrong with one is told, nothing that is in it. */
final class CredentialFiles {
    private static final int LARGEST = 64 * 1024;
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]{1,20000})-----END PRIVATE KEY-----");

    private CredentialFiles() {}

    /** A service account of Google's, as JSON. */
    static Kind<Path> serviceAccount(FileKinds files) {
        return text -> {
            Path file = files.file().read(text);
            JsonNode account = json(bytes(file));
            if (!account.path("type").asText().equals("service_account")) {
                throw new IllegalArgumentException(
                        "is not a service account's file (its type is not service_account); make a key under"
                                + " Project settings, Service accounts, of the Firebase console");
            }
            for (String member : new String[] {"project_id", "client_email", "private_key_id", "token_uri"}) {
                if (account.path(member).asText().isEmpty()) {
                    throw new IllegalArgumentException(
                            "lacks " + member + "; download the service account's file anew");
                }
            }
            try {
                key(account.path("private_key").asText(), "RSA");
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException(
                        "has no usable private_key; download the service account's file anew", e);
            }
            return file;
        };
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return new ObjectMapper().readTree(bytes);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new IllegalArgumentException(
                    "is not JSON (its line " + at.getLineNr() + ", column " + at.getColumnNr()
                            + "); download the service account's file anew",
                    e);
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be read", e);
        }
    }

    /** Apple's token signing key, {@code AuthKey_….p8}. */
    static Kind<Path> signingKey(FileKinds files) {
        return text -> {
            Path file = files.file().read(text);
            try {
                ECPrivateKey key = (ECPrivateKey) key(new String(bytes(file), StandardCharsets.ISO_8859_1), "EC");
                if (key.getParams().getOrder().bitLength() != 256) {
                    throw new GeneralSecurityException("another curve");
                }
            } catch (GeneralSecurityException | ClassCastException e) {
                throw new IllegalArgumentException(
                        "is not a token signing key (PEM, PKCS#8, P-256); name the AuthKey_….p8 file that Apple gave",
                        e);
            }
            return file;
        };
    }

    private static java.security.PrivateKey key(String pem, String algorithm) throws GeneralSecurityException {
        Matcher matcher = PKCS8.matcher(pem);
        if (!matcher.find()) {
            throw new GeneralSecurityException("no key");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    /** What is wrong with a certificate and key in PKCS #12. */
    static Optional<String> certificateFault(Path file, String password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes(file)), password.toCharArray());
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    return Optional.empty();
                }
            }
            return Optional.of("holds no private key; export certificate and key together from the key chain");
        } catch (IOException | GeneralSecurityException e) {
            return Optional.of(
                    "is not a .p12 file that push.apns.password opens; export it anew, or correct the password");
        }
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IllegalArgumentException("is larger than 64KiB; such files are small");
            }
            return bytes;
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be read (" + e + ")", e);
        }
    }
}
