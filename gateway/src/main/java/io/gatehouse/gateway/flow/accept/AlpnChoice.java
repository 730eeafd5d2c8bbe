package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.exchange.Manner;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Furnishes a TLS connection for the protocol that was agreed on in its handshake; a client that named none speaks HTTP/1.1. */
final class AlpnChoice extends ApplicationProtocolNegotiationHandler {
    private static final Logger LOG = LoggerFactory.getLogger(AlpnChoice.class);

    private final Intake intake;
    private final InetAddress address;
    private final HelloReader hello;

    /** @param hello has read what the client's handshake began with, by when that is over */
    AlpnChoice(Intake intake, InetAddress address, HelloReader hello) {
        super(ApplicationProtocolNames.HTTP_1_1);
        this.intake = intake;
        this.address = address;
        this.hello = hello;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
        Peer peer = new Peer(
                address, true, certificate(context.pipeline().get(SslHandler.class)), new Manner(hello.ja4(), ""));
        ChannelHandler connection = ApplicationProtocolNames.HTTP_2.equals(protocol)
                ? Http2Opening.connection(intake, peer)
                : new Http1Connection(intake, peer);
        context.pipeline().addLast("connection", connection);
    }

    /** Null when none was asked for, or none shown. */
    private static @Nullable String certificate(SslHandler tls) {
        try {
            Certificate leaf = tls.engine().getSession().getPeerCertificates()[0];
            return ":" + Base64.getEncoder().encodeToString(leaf.getEncoded()) + ":";
        } catch (SSLPeerUnverifiedException e) {
            return null;
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was verified can be encoded", e);
        }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("connection of {}: {}", address, cause.toString());
        context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("connection of {}: {}", address, cause.toString());
        context.close();
    }
}
