package io.gatehouse.gateway.flow.respond.forward;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.UpstreamOptions;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS to an upstream's servers: they must prove their name. One for all event loops, so that each can take up the others' sessions.
 *
 * @param preferred agrees on the protocol that is configured
 * @param http1 agrees on HTTP/1.1, for calls that need it
 */
record OriginTls(SslContext preferred, SslContext http1) {
    private static final Logger LOG = LoggerFactory.getLogger(OriginTls.class);

    static OriginTls of(Config.Upstream upstream) {
        UpstreamOptions options = upstream.options();
        if (!options.tls().verify()) {
            LOG.warn(
                    "upstreams.{}.tls.verify is false: whoever answers in place of its servers is believed",
                    upstream.name());
        }
        try {
            SslContext plain = context(options.tls(), null);
            return switch (options.protocol()) {
                case HTTP_1_1 -> new OriginTls(plain, plain);
                case AUTO -> new OriginTls(context(options.tls(), offer("h2", "http/1.1")), plain);
                case H2 -> new OriginTls(context(options.tls(), offer("h2")), plain);
            };
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "upstreams." + upstream.name() + ".tls: " + e.getMessage()
                            + "; ca and certificate must be PEM certificates, and key the PKCS#8 key of the latter",
                    e);
        }
    }

    private static SslContext context(UpstreamOptions.Tls tls, @Nullable ApplicationProtocolConfig offer)
            throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .endpointIdentificationAlgorithm(tls.verify() ? "HTTPS" : null)
                .applicationProtocolConfig(offer);
        if (!tls.verify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (tls.ca() != null) {
            builder.trustManager(tls.ca().toFile());
        }
        if (tls.client() != null) {
            builder.keyManager(
                    tls.client().certificate().toFile(), tls.client().key().toFile());
        }
        return builder.build();
    }

    private static ApplicationProtocolConfig offer(String... protocols) {
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                protocols);
    }
}
