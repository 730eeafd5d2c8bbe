package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.FileStamp;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener's TLS, which follows its files: when they change, new connections get what is in them now, and those that exist keep what they have. Files that cannot be used change nothing, and are named in
 * the log.
 */
final class ListenerTls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerTls.class);

    /** Bytes; with post-quantum keys about 2 KiB are usual. */
    private static final int LARGEST_HELLO = 16 * 1024;

    private final Config.Tls files;
    private final Duration handshake;
    private final TicketKeys tickets = new TicketKeys();
    private volatile TlsContexts current;
    private List<FileStamp> stamp;

    /**
     * @param handshake how long it may take
     * @throws IOException naming the file that cannot be used
     */
    ListenerTls(Config.Tls files, Duration handshake) throws IOException {
        this.files = files;
        this.handshake = handshake;
        this.stamp = stampNow();
        this.current = TlsContexts.read(files, tickets);
    }

    boolean asksForCertificate() {
        return files.clients() != null;
    }

    /** What does the handshake, and then ciphers and deciphers. */
    ChannelHandler handler(Channel channel) {
        if (current.isSingle()) {
            return onlyHandler(channel);
        }
        return new SniHandler(
                (name, promise) -> promise.setSuccess(current.forName(lower(name))),
                LARGEST_HELLO,
                handshake.toMillis()) {
            @Override
            protected SslHandler newSslHandler(SslContext context, io.netty.buffer.ByteBufAllocator allocator) {
                SslHandler handler = super.newSslHandler(context, allocator);
                handler.setHandshakeTimeoutMillis(handshake.toMillis());
                return handler;
            }
        };
    }

    private SslHandler onlyHandler(Channel channel) {
        while (true) {
            SslContext context = current.forName(null);
            try {
                ReferenceCountUtil.retain(context);
            } catch (IllegalReferenceCountException e) {
                if (current.forName(null) == context) {
                    throw new IllegalStateException("this listener is closed", e);
                }
                continue; // replaced just now
            }
            try {
                SslHandler handler = context.newHandler(channel.alloc());
                handler.setHandshakeTimeoutMillis(handshake.toMillis());
                return handler;
            } finally {
                ReferenceCountUtil.release(context);
            }
        }
    }

    private static @Nullable String lower(@Nullable String name) {
        return name == null ? null : name.toLowerCase(Locale.ROOT);
    }

    /** Looks whether the files have changed. Blocks; called every few seconds, by one thread. */
    void refresh() {
        if (tickets.rotateIfDue()) {
            current.renew(tickets);
        }
        List<FileStamp> now = stampNow();
        if (now.equals(stamp)) {
            return;
        }
        stamp = now;
        TlsContexts before = current;
        try {
            current = TlsContexts.read(files, tickets);
            before.close();
            LOG.info(
                    "TLS certificate {} and its key were read anew",
                    files.pairs().get(0).certificate());
        } catch (IOException e) {
            LOG.error("{}; the former certificate stays in use", e.getMessage());
        }
    }

    private List<FileStamp> stampNow() {
        return files.files().stream().map(FileStamp::of).toList();
    }

    @Override
    public void close() {
        current.close();
    }
}
