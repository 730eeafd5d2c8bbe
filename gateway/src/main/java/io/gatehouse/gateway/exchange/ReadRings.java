package io.gatehouse.gateway.exchange;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Buffers that io_uring's kernel side fills as bytes come, two rings for each loop: without them it first says that there is something to read, and then is asked for it. Clients' are small, since one
 * that sends a head byte by byte keeps a whole one; applications' are large, since answers are.
 */
final class ReadRings {
    private static final short OF_CLIENTS = 0;
    private static final short OF_APPLICATIONS = 1;
    private static final short COUNT = 256;
    private static final int BATCH = 32;
    private static final int CLIENT_BYTES = 4 * 1024;
    private static final int APPLICATION_BYTES = 16 * 1024;

    /** With one poll for many reads, which Netty 4.2.18 falls back to when a ring is empty, it misses about every other reset of a connection: FaultSoakTest shows it. */
    private static final String POLL_FOR_MANY_READS = "io.netty.iouring.pollAddMultishotEnabled";

    static {
        if (System.getProperty(POLL_FOR_MANY_READS) == null) {
            System.setProperty(POLL_FOR_MANY_READS, "false");
        }
    }

    private ReadRings() {}

    /** Null when this system has them; else why not. */
    static @Nullable Throwable unavailability() {
        if (!IoUring.isAvailable()) {
            return IoUring.unavailabilityCause();
        }
        return IoUring.isRegisterBufferRingSupported()
                ? null
                : new UnsupportedOperationException(
                        "this kernel's io_uring has no rings of buffers; Linux 5.19 brought them");
    }

    static IoHandlerFactory handlers() {
        return IoUringIoHandler.newFactory(new IoUringIoHandlerConfig()
                .setBufferRingConfig(ring(OF_CLIENTS, CLIENT_BYTES), ring(OF_APPLICATIONS, APPLICATION_BYTES)));
    }

    private static IoUringBufferRingConfig ring(short group, int bytes) {
        return IoUringBufferRingConfig.builder()
                .bufferGroupId(group)
                .bufferRingSize(COUNT)
                .batchSize(BATCH)
                .allocator(new IoUringFixedBufferRingAllocator(bytes))
                .build();
    }

    static ServerBootstrap ofClients(ServerBootstrap bootstrap) {
        return bootstrap.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, OF_CLIENTS);
    }

    static Bootstrap ofApplications(Bootstrap bootstrap) {
        return bootstrap.option(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, OF_APPLICATIONS);
    }
}
