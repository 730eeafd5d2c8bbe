package io.gatehouse.gateway.flow.accept;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PROXY protocol, versions 1 and 2: a load balancer says in front of a connection's first byte whom it brings. Where a listener expects it nothing else is taken, and from nobody but {@code trusted-proxies}: whoever else could
 * name any address as his own.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyHeader.class);

    private final InetAddress proxy;
    private final BiConsumer<ChannelHandlerContext, InetAddress> next;
    private final Intake intake;
    private @Nullable Deadline deadline;

    /** @param next goes on with the connection as one from this address */
    ProxyHeader(Intake intake, InetAddress proxy, BiConsumer<ChannelHandlerContext, InetAddress> next) {
        this.intake = intake;
        this.proxy = proxy;
        this.next = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        added.pipeline().addBefore(added.name(), "proxy-protocol", new HAProxyMessageDecoder());
        deadline = new Deadline(added.channel().eventLoop(), added::close);
        deadline.in(intake.limits().headerTimeout());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (deadline != null) {
            deadline.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof HAProxyMessage header)) {
            context.fireChannelRead(message);
            return;
        }
        InetAddress client;
        try {
            client = client(header);
        } finally {
            header.release();
        }
        if (client == null) {
            LOG.warn("connection of {} closed: its PROXY header names no client", proxy);
            context.close();
            return;
        }
        next.accept(context, client);
        context.pipeline().remove(this);
    }

    /** LOCAL is the proxy itself, which looks whether we are well. */
    private @Nullable InetAddress client(HAProxyMessage header) {
        if (header.command() == HAProxyCommand.LOCAL) {
            return proxy;
        }
        String address = header.sourceAddress();
        byte[] bytes = address == null ? null : NetUtil.createByteArrayFromIpAddressString(address);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.warn(
                "connection of {} closed: it does not start with a PROXY header, which this listener expects ({})",
                proxy,
                cause.getMessage());
        context.close();
    }
}
