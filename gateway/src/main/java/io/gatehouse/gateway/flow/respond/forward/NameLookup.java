package io.gatehouse.gateway.flow.respond.forward;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Finds servers by name as the operating system does (hosts file, DNS, containers' names), on threads of its own, since that may block. The JDK remembers answers for half a minute. */
final class NameLookup extends AddressResolverGroup<InetSocketAddress> {
    /** All addresses of a name. */
    @FunctionalInterface
    interface Book {
        InetAddress[] find(String name) throws UnknownHostException;
    }

    private final Book book;
    private final Executor lookups;

    NameLookup(Book book) {
        this.book = book;
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                2,
                2,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(1024),
                new DefaultThreadFactory("gatehouse-names", true));
        threads.allowCoreThreadTimeOut(true);
        lookups = threads;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor loop) {
        return new InetNameResolver(loop) {
            @Override
            protected void doResolve(String name, Promise<InetAddress> promise) {
                lookups.execute(() -> {
                    try {
                        promise.setSuccess(book.find(name)[0]);
                    } catch (UnknownHostException e) {
                        promise.setFailure(e);
                    }
                });
            }

            @Override
            protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
                lookups.execute(() -> {
                    try {
                        promise.setSuccess(List.of(book.find(name)));
                    } catch (UnknownHostException e) {
                        promise.setFailure(e);
                    }
                });
            }
        }.asAddressResolver();
    }
}
