package io.gatehouse.gateway.flow.respond.forward;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One event loop's HTTP/1.1 connections to one server, the idle ones last in first out. */
final class Http1Connections {
    private static final int MOST_IDLE = 256;

    private final long keep;
    private final Deque<Http1Connection> idle = new ArrayDeque<>();
    /** In no order; each knows its place. */
    private final List<Http1Connection> busy = new ArrayList<>();

    /** @param keep how long an idle one is kept, in nanoseconds */
    Http1Connections(long keep) {
        this.keep = keep;
    }

    boolean anyIdle() {
        return !idle.isEmpty();
    }

    boolean any() {
        return !busy.isEmpty() || !idle.isEmpty();
    }

    /** The connection used last: the least likely to be stale, and the others may go. */
    @Nullable
    Http1Connection pollIdle() {
        for (Http1Connection newest = idle.pollLast(); newest != null; newest = idle.pollLast()) {
            if (newest.channel().isActive()) {
                return newest;
            }
        }
        return null;
    }

    void occupy(Http1Connection connection) {
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

    /** @param wanted whether it may be kept. Returns whether it is. */
    boolean release(Http1Connection connection, boolean wanted) {
        vacate(connection);
        if (!wanted || keep == 0 || idle.size() >= MOST_IDLE) {
            connection.channel().close();
            return false;
        }
        connection.deadline(System.nanoTime() + keep);
        idle.addLast(connection);
        return true;
    }

    void closed(Http1Connection connection) {
        if (!vacate(connection)) {
            idle.remove(connection);
        }
    }

    void closeOldestIdle() {
        Http1Connection oldest = idle.pollFirst();
        if (oldest != null) {
            oldest.channel().close();
        }
    }

    /** Ends what has waited too long. */
    void sweep(long now) {
        while (!idle.isEmpty() && idle.getFirst().isOverdue(now)) {
            closeOldestIdle();
        }
        for (Http1Connection connection : List.copyOf(busy)) {
            if (connection.isOverdue(now)) {
                connection.expire();
            }
        }
    }
}
