package io.gatehouse.gateway.exchange;

import io.netty.channel.EventLoopGroup;
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
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** The event loops, and the kind of channel that runs on them: the kernel's epoll where it is available, Java's selector elsewhere. */
public record Transport(
        EventLoopGroup loops, Class<? extends ServerChannel> server, Class<? extends SocketChannel> client)
        implements AutoCloseable {
    private static final int CLOSE_SECONDS = 5;

    /** Starts that many event loops; 0 means one per core. */
    public static Transport start(int threads) {
        DefaultThreadFactory names = new DefaultThreadFactory("loop");
        int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        return Epoll.isAvailable()
                ? new Transport(
                        new MultiThreadIoEventLoopGroup(count, names, EpollIoHandler.newFactory()),
                        EpollServerSocketChannel.class,
                        EpollSocketChannel.class)
                : new Transport(
                        new MultiThreadIoEventLoopGroup(count, names, NioIoHandler.newFactory()),
                        NioServerSocketChannel.class,
                        NioSocketChannel.class);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
