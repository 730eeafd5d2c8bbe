package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.config.Config;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A certificate for localhost that vouches for itself.
 *
 * @param files where it and its key are
 */
public record Localhost(X509Bundle bundle, Config.KeyPair files) {
    public static Localhost in(Path directory) throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Config.KeyPair files = new Config.KeyPair(directory.resolve("cert.pem"), directory.resolve("key.pem"));
        Files.writeString(files.certificate(), bundle.getCertificatePathPEM());
        Files.writeString(files.key(), bundle.getPrivateKeyPEM());
        return new Localhost(bundle, files);
    }

    public Config.Tls tls() {
        return new Config.Tls(files.certificate(), files.key());
    }
}
