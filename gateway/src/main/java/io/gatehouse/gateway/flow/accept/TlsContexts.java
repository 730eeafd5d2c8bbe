package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.config.Config;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reading of a listener's TLS files: a context for each certificate, found by the name that a client asks for. TLS 1.2 and 1.3 with forward secrecy and AEAD only, by BoringSSL where it loads; HTTP/2 and HTTP/1.1 by ALPN.
 * Closed when the files were read anew, or with the listener.
 */
final class TlsContexts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);
    private static final int DNS_NAME = 2;

    private final SslContext fallback;
    private final Map<String, SslContext> byName = new HashMap<>();
    private final List<SslContext> all = new ArrayList<>();

    private TlsContexts(SslContext fallback) {
        this.fallback = fallback;
    }

    /** @throws IOException naming the file, and what would be right */
    static TlsContexts read(Config.Tls tls, TicketKeys tickets) throws IOException {
        boolean boring = OpenSsl.isAvailable();
        if (!boring) {
            LOG.info(
                    "TLS by the JDK, as BoringSSL does not load here: {}",
                    String.valueOf(OpenSsl.unavailabilityCause()));
        }
        TlsContexts contexts = null;
        try {
            for (Config.KeyPair pair : tls.pairs()) {
                SslContext context = context(pair, tls.clients(), boring);
                contexts = contexts == null ? new TlsContexts(context) : contexts;
                contexts.all.add(context);
                tickets.giveTo(context);
                for (String name : names(pair)) {
                    contexts.byName.putIfAbsent(name, context);
                }
            }
        } catch (IOException e) {
            if (contexts != null) {
                contexts.close();
            }
            throw e;
        }
        if (contexts == null) {
            throw new IllegalArgumentException("TLS without a certificate");
        }
        return contexts;
    }

    private static SslContext context(Config.KeyPair pair, Config.@Nullable ClientCertificates clients, boolean boring)
            throws IOException {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(
                            pair.certificate().toFile(), pair.key().toFile())
                    .sslProvider(boring ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .sessionTimeout(24 * 60 * 60)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_2,
                            ApplicationProtocolNames.HTTP_1_1));
            if (clients != null) {
                builder.trustManager(clients.authorities().toFile())
                        .clientAuth(clients.required() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
            }
            return builder.build();
        } catch (IllegalArgumentException | IOException e) {
            throw new IOException(
                    "cannot make TLS of certificate " + pair.certificate() + " and key " + pair.key()
                            + (clients == null ? "" : " and client-ca " + clients.authorities())
                            + ": give a PEM chain, leaf first, and its unencrypted PKCS#8 key (" + rootOf(e) + ")",
                    e);
        }
    }

    /** The DNS names that a certificate is for, in lower case; a wildcard with its star. */
    private static List<String> names(Config.KeyPair pair) throws IOException {
        List<String> names = new ArrayList<>();
        try (InputStream in = Files.newInputStream(pair.certificate())) {
            X509Certificate leaf =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            if (leaf.getSubjectAlternativeNames() != null) {
                for (List<?> name : leaf.getSubjectAlternativeNames()) {
                    if (Integer.valueOf(DNS_NAME).equals(name.get(0))) {
                        names.add(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot read the names in certificate " + pair.certificate() + ": " + rootOf(e), e);
        }
        return names;
    }

    /** For one name only, which saves looking for others. */
    boolean isSingle() {
        return all.size() == 1;
    }

    /** @param name in lower case; null when the client asked for none */
    SslContext forName(@Nullable String name) {
        if (name == null) {
            return fallback;
        }
        SslContext exact = byName.get(name);
        if (exact != null) {
            return exact;
        }
        int dot = name.indexOf('.');
        return dot < 0 ? fallback : byName.getOrDefault("*" + name.substring(dot), fallback);
    }

    void renew(TicketKeys tickets) {
        all.forEach(tickets::giveTo);
    }

    @Override
    public void close() {
        all.forEach(io.netty.util.ReferenceCountUtil::release);
    }

    private static String rootOf(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
