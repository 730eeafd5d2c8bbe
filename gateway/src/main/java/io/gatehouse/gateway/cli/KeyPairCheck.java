package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether TLS files can serve: PEM, not over, and of one another. TLS libraries find the last out only when the first client comes. */
final class KeyPairCheck {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]{1,20000})-----END PRIVATE KEY-----");

    private KeyPairCheck() {}

    /** @throws IOException which names the files, the fault and the fix */
    static void check(Config.KeyPair files, Instant now) throws IOException {
        X509Certificate leaf;
        boolean pair;
        try {
            leaf = leaf(files);
            pair = belongTogether(key(files, leaf.getPublicKey()), leaf.getPublicKey());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    files.certificate() + ", " + files.key()
                            + ": not a PEM certificate chain, leaf first, and its unencrypted PKCS#8 key",
                    e);
        }
        if (!pair) {
            throw new IOException(files.key() + ": not the key of " + files.certificate()
                    + "; name the one that the certificate was made for (a chain has its leaf first)");
        }
        if (leaf.getNotAfter().toInstant().isBefore(now)) {
            throw new IOException(files.certificate() + ": the certificate of " + leaf.getSubjectX500Principal()
                    + " ended on " + leaf.getNotAfter().toInstant() + "; renew it");
        }
    }

    /** @throws IOException which names the file, the fault and the fix */
    static void authorities(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
                throw new IOException(file + ": holds no certificate; give the authorities' certificates as PEM");
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(file + ": not PEM certificates of authorities", e);
        }
    }

    private static X509Certificate leaf(Config.KeyPair files) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(files.certificate())) {
            Collection<? extends Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            return chain.stream()
                    .findFirst()
                    .map(X509Certificate.class::cast)
                    .orElseThrow(() -> new IllegalArgumentException("no certificate"));
        }
    }

    private static PrivateKey key(Config.KeyPair files, PublicKey kind) throws IOException, GeneralSecurityException {
        Matcher pem = PKCS8.matcher(Files.readString(files.key(), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new IllegalArgumentException("no key");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
        return KeyFactory.getInstance(kind.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    /** Signs something with the one, and verifies it with the other. */
    private static boolean belongTogether(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
        String algorithm = switch (open.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> open.getAlgorithm();
        };
        byte[] message = "Gatehouse".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(secret);
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        signature.update(message);
        return signature.verify(signed);
    }
}
