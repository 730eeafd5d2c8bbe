package io.gatehouse.gateway.flow.respond.forward;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.resolver.AddressResolver;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Connects to a server. Its name is looked up for each connection, so that a change in the DNS is followed; its addresses take turns, and those that lately failed come last. The next one is tried
 * when a connection fails, three at most.
 */
final class Dial {
    private static final int MOST_ADDRESSES = 3;
    private static final long REMEMBERED = TimeUnit.SECONDS.toNanos(10);

    private final InetSocketAddress server;
    private final Bootstrap bootstrap;
    private final AddressResolver<InetSocketAddress> names;
    private final EventLoop loop;
    private final Map<SocketAddress, Long> failedUntil = new HashMap<>();
    private int turn;

    Dial(InetSocketAddress server, Bootstrap bootstrap, AddressResolver<InetSocketAddress> names, EventLoop loop) {
        this.server = server;
        this.bootstrap = bootstrap;
        this.names = names;
        this.loop = loop;
    }

    /** A channel that is connected and, where there is TLS, has proven who the server is. */
    Future<Channel> start() {
        Promise<Channel> promise = loop.newPromise();
        if (!server.isUnresolved()) {
            attempt(List.of(server), 0, promise);
            return promise;
        }
        names.resolveAll(server).addListener((Future<List<InetSocketAddress>> found) -> {
            if (found.isSuccess()) {
                attempt(inOrder(found.getNow()), 0, promise);
            } else {
                promise.setFailure(found.cause());
            }
        });
        return promise;
    }

    private List<InetSocketAddress> inOrder(List<InetSocketAddress> found) {
        List<InetSocketAddress> order = new ArrayList<>(found);
        Collections.rotate(order, -(turn++ % order.size()));
        long now = System.nanoTime();
        failedUntil.values().removeIf(until -> now - until >= 0);
        order.sort((a, b) -> Boolean.compare(failedUntil.containsKey(a), failedUntil.containsKey(b)));
        return order;
    }

    private void attempt(List<InetSocketAddress> addresses, int index, Promise<Channel> promise) {
        bootstrap.connect(addresses.get(index)).addListener((ChannelFuture connect) -> {
            // A channel that could not even be made, for want of file descriptors, has no event loop of its own.
            if (loop.inEventLoop()) {
                connected(addresses, index, promise, connect);
            } else {
                loop.execute(() -> connected(addresses, index, promise, connect));
            }
        });
    }

    private void connected(
            List<InetSocketAddress> addresses, int index, Promise<Channel> promise, ChannelFuture connect) {
        if (!connect.isSuccess()) {
            failed(addresses, index, promise, connect.cause());
            return;
        }
        SslHandler tls = connect.channel().pipeline().get(SslHandler.class);
        if (tls == null) {
            promise.setSuccess(connect.channel());
            return;
        }
        tls.handshakeFuture().addListener(proven -> {
            if (proven.isSuccess()) {
                promise.setSuccess(connect.channel());
            } else {
                connect.channel().close();
                failed(addresses, index, promise, proven.cause());
            }
        });
    }

    private void failed(List<InetSocketAddress> addresses, int index, Promise<Channel> promise, Throwable cause) {
        failedUntil.put(addresses.get(index), System.nanoTime() + REMEMBERED);
        if (index + 1 < Math.min(addresses.size(), MOST_ADDRESSES)) {
            attempt(addresses, index + 1, promise);
        } else {
            promise.setFailure(cause);
        }
    }

    static UpstreamFailure failure(OriginServer server, Throwable cause) {
        return cause instanceof ConnectTimeoutException || cause instanceof SslHandshakeTimeoutException
                ? UpstreamFailure.late("no connection to " + server + " in time")
                : new UpstreamFailure(
                        UpstreamFailure.Kind.UNREACHABLE,
                        "no connection to " + server + ": " + cause.getMessage(),
                        cause);
    }
}
