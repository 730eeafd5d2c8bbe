package io.gatehouse.gateway.flow.respond.forward;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One server of an upstream as one event loop sees it: its connections, the idle ones last in first out. */
final class OriginServer {
    private static final int MOST_IDLE = 256;
    private static final int LARGEST_HEAD = 64 * 1024;

    private final URI uri;
    private final Standing standing;
    private final OriginPool pool;
    private final Dial dial;
    private final long keep;
    private final Deque<Http1Connection> idle = new ArrayDeque<>();
    /** In no order; each knows its place. */
    private final List<Http1Connection> busy = new ArrayList<>();

    private int connecting;

    /** @param base knows the event loop, the kind of channel and the connect timeout */
    OriginServer(URI uri, Standing standing, OriginPool pool, Bootstrap base, NameLookup names, SslContext tlsContext) {
        this.uri = uri;
        this.standing = standing;
        this.pool = pool;
        keep = pool.roster().upstream().options().keep().toNanos();
        boolean tls = "https".equals(uri.getScheme());
        String host = uri.getHost().replaceAll("^\\[|]$", "");
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        boolean literal = NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
        InetSocketAddress address =
                literal ? new InetSocketAddress(host, port) : InetSocketAddress.createUnresolved(host, port);
        Bootstrap bootstrap = base.clone().handler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                if (tls) {
                    channel.pipeline().addLast(tlsContext.newHandler(channel.alloc(), host, port));
                }
                HttpDecoderConfig limits = new HttpDecoderConfig()
                        .setMaxInitialLineLength(LARGEST_HEAD)
                        .setMaxHeaderSize(LARGEST_HEAD)
                        .setMaxChunkSize(64 * 1024);
                channel.pipeline().addLast(new HttpClientCodec(limits, false, false));
                channel.pipeline().addLast(new Http1Connection(OriginServer.this));
            }
        });
        dial = new Dial(address, bootstrap, names.getResolver(pool.loop()), pool.loop());
    }

    /** As a Host header names it. */
    String authority() {
        return uri.getRawAuthority();
    }

    Standing standing() {
        return standing;
    }

    Waits waits() {
        return pool.waits();
    }

    boolean hasRoom(OriginCall call) {
        return (!idle.isEmpty() && !call.isFreshOnly()) || !standing.isFull();
    }

    /** Gives the call a connection, now or later. False: there may be no more connections. */
    boolean serve(OriginCall call) {
        Http1Connection kept = call.isFreshOnly() ? null : pollIdle();
        if (kept != null) {
            occupy(kept);
            call.send(kept);
            return true;
        }
        if (!standing.takeSlot()) {
            return false;
        }
        connecting++;
        dial.start().addListener((Future<Channel> connect) -> connected(call, connect));
        return true;
    }

    /** The connection used last: the least likely to be stale, and the others may go. */
    private @Nullable Http1Connection pollIdle() {
        for (Http1Connection newest = idle.pollLast(); newest != null; newest = idle.pollLast()) {
            if (newest.channel().isActive()) {
                return newest;
            }
        }
        return null;
    }

    private void connected(OriginCall call, Future<Channel> connect) {
        connecting--;
        if (!connect.isSuccess()) {
            freeSlot();
            call.notConnected(Dial.failure(this, connect.cause()));
            return;
        }
        Channel channel = connect.getNow();
        channel.closeFuture().addListener(closed -> freeSlot());
        Http1Connection fresh = channel.pipeline().get(Http1Connection.class);
        if (fresh == null || !channel.isActive()) {
            channel.close();
            call.notConnected(UpstreamFailure.broken(this + " closed the connection at once", null));
        } else if (call.isDone()) {
            channel.close();
        } else {
            occupy(fresh);
            call.send(fresh);
        }
    }

    private void freeSlot() {
        standing.freeSlot();
        pool.roster().freed();
    }

    private void occupy(Http1Connection connection) {
        connection.place(busy.size());
        busy.add(connection);
    }

    private boolean vacate(Http1Connection connection) {
        int place = connection.place();
        if (place < 0) {
            return false;
        }
        Http1Connection last = busy.remove(busy.size() - 1);
        if (last != connection) {
            busy.set(place, last);
            last.place(place);
        }
        connection.place(-1);
        return true;
    }

    void release(Http1Connection connection) {
        vacate(connection);
        if (idle.size() >= MOST_IDLE
                || keep == 0
                || (pool.roster().anyWait() && !pool.isCrowded() && standing.isFull())) {
            connection.channel().close();
        } else {
            connection.deadline(System.nanoTime() + keep);
            idle.addLast(connection);
            pool.serveWaiting();
        }
    }

    void closed(Http1Connection connection) {
        if (!vacate(connection)) {
            idle.remove(connection);
        }
    }

    void giveWay() {
        Http1Connection oldest = standing.isFull() ? idle.pollFirst() : null;
        if (oldest != null) {
            oldest.channel().close();
        }
    }

    /** Ends what has waited too long. Returns whether any connection is left. */
    boolean sweep(long now) {
        for (Http1Connection oldest = idle.peekFirst();
                oldest != null && oldest.isOverdue(now);
                oldest = idle.peekFirst()) {
            idle.removeFirst();
            oldest.channel().close();
        }
        for (Http1Connection connection : List.copyOf(busy)) {
            if (connection.isOverdue(now)) {
                connection.expire();
            }
        }
        return connecting > 0 || !busy.isEmpty() || !idle.isEmpty();
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
