package io.gatehouse.gateway.store.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what is heard to whoever listens to its channel. */
final class Ears extends RedisPubSubAdapter<byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(Ears.class);

    private final Map<String, Ear> ears;

    Ears(Map<String, Ear> ears) {
        this.ears = Map.copyOf(ears);
    }

    @Override
    public void subscribed(byte[] channel, long count) {
        Ear ear = ears.get(Keys.text(channel));
        if (ear != null) {
            safely(ear::listening);
        }
    }

    @Override
    public void message(byte[] channel, byte[] message) {
        Ear ear = ears.get(Keys.text(channel));
        if (ear != null) {
            safely(() -> ear.heard(message));
        }
    }

    /** A message that cannot be read must not deafen us to the next. */
    private static void safely(Runnable hearing) {
        try {
            hearing.run();
        } catch (RuntimeException e) {
            LOG.warn("a message of another node was not understood", e);
        }
    }
}
