package io.gatehouse.gateway.exchange;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The event loops, and the kind of channel that runs on them. */
public record Transport(
        EventLoopGroup loops, Class<? extends ServerChannel> server, Class<? extends SocketChannel> client)
        implements AutoCloseable {
    private static final int CLOSE_SECONDS = 5;

    /** How a thread learns from the system what its connections have to tell. */
    public enum Kind {
        /** The cheapest that this system has: the first of the following. */
        AUTO,
        /** Linux's newer way: one system call for many connections' reads and writes. Not every kernel or container allows it. */
        IO_URING,
        /** Linux's older way. */
        EPOLL,
        /** Java's own, on every system. */
        NIO;

        /** Null when this system has it; else why not. */
        public @Nullable Throwable unavailability() {
            return switch (this) {
                case IO_URING -> ReadRings.unavailability();
                case EPOLL -> Epoll.isAvailable() ? null : Epoll.unavailabilityCause();
                case AUTO, NIO -> null;
            };
        }
    }

    /**
     * Starts that many event loops; 0 means one per core.
     *
     * @param kind one that this system has
     */
    public static Transport start(int threads, Kind kind) {
        return switch (kind) {
            case AUTO -> start(threads, cheapest());
            case IO_URING ->
                new Transport(
                        group(threads, ReadRings.handlers()),
                        IoUringServerSocketChannel.class,
                        IoUringSocketChannel.class);
            case EPOLL ->
                new Transport(
                        group(threads, EpollIoHandler.newFactory()),
                        EpollServerSocketChannel.class,
                        EpollSocketChannel.class);
            case NIO ->
                new Transport(
                        group(threads, NioIoHandler.newFactory()),
                        NioServerSocketChannel.class,
                        NioSocketChannel.class);
        };
    }

    /** For channels that listen on these loops, and what they accept. */
    public ServerBootstrap listening() {
        ServerBootstrap bootstrap = new ServerBootstrap().group(loops).channel(server);
        return server == IoUringServerSocketChannel.class ? ReadRings.ofClients(bootstrap) : bootstrap;
    }

    /** For channels to applications; whoever clones it says on which of these loops. */
    public Bootstrap calling() {
        Bootstrap bootstrap = new Bootstrap().channel(client);
        return client == IoUringSocketChannel.class ? ReadRings.ofApplications(bootstrap) : bootstrap;
    }

    private static Kind cheapest() {
        return Stream.of(Kind.IO_URING, Kind.EPOLL)
                .filter(kind -> kind.unavailability() == null)
                .findFirst()
                .orElse(Kind.NIO);
    }

    private static EventLoopGroup group(int threads, IoHandlerFactory handlers) {
        int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("loop"), handlers);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
