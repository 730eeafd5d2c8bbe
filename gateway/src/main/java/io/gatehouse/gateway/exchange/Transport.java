package io.gatehouse.gateway.exchange;

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
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The event loops, and the kind of channel that runs on them. */
public record Transport(
        EventLoopGroup loops, Class<? extends ServerChannel> server, Class<? extends SocketChannel> client)
        implements AutoCloseable {
    private static final int CLOSE_SECONDS = 5;

    /** How a thread learns from the system what its connections have to tell. */
    public enum Kind {
        /** The one that suits most systems. */
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
                case IO_URING -> IoUring.isAvailable() ? null : IoUring.unavailabilityCause();
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
            case AUTO -> start(threads, Kind.EPOLL.unavailability() == null ? Kind.EPOLL : Kind.NIO);
            case IO_URING ->
                new Transport(
                        group(threads, IoUringIoHandler.newFactory()),
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

    private static EventLoopGroup group(int threads, IoHandlerFactory handlers) {
        int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("loop"), handlers);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
