package io.gatehouse.gateway.config;

import io.netty.pkitesting.CertificateBuilder;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Files like those that push services give their users, with keys of our own. */
public final class PushFiles {
    private PushFiles() {}

    public static KeyPair rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    public static KeyPair p256() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    public static String pem(KeyPair keys) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** As the Firebase console gives it; access tokens are given at {@code tokens}. */
    public static String serviceAccount(KeyPair keys, String tokens) {
        return """
                {"type":"service_account","project_id":"demo","private_key_id":"1","client_id":"2",
                 "private_key":"%s","client_email":"push@demo.example","token_uri":"%s"}""".formatted(pem(keys).replace("\n", "\\n"), tokens);
    }

    /** A certificate with its key. */
    static Path pkcs12(Path file, String password) throws Exception {
        try (OutputStream out = Files.newOutputStream(file)) {
            new CertificateBuilder()
                    .subject("CN=com.example.app")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned()
                    .toKeyStore(password.toCharArray())
                    .store(out, password.toCharArray());
        }
        return file;
    }
}
