package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Ids;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Challenges;
import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.Factors;
import io.gatehouse.gateway.store.Holds;
import io.gatehouse.gateway.store.Memory;
import io.gatehouse.gateway.store.Proofs;
import io.gatehouse.gateway.store.Quarantine;
import io.gatehouse.gateway.store.Stores;
import io.gatehouse.gateway.store.embedded.VolatileProofs;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stores that nodes share, in Redis, connected in the background: without Redis, questions fail, and nothing waits but the start, which gives it a moment. */
public final class RedisStores implements Stores {
    private static final Logger LOG = LoggerFactory.getLogger(RedisStores.class);
    private static final long LEAVING_MILLIS = 300;
    private static final long STARTING_MILLIS = 2_000;
    private static final long LOOK_MILLIS = 5;

    private final RedisLink link;
    private final RedisMemory memory;
    private final RedisChallenges challenges;
    private final Enrolments enrolments;
    private final Factors factors;
    private final Holds holds;
    private final RedisQuarantine quarantine;
    private final Proofs proofs = new VolatileProofs();

    private RedisStores(Config.Store.Redis place, Keyring keyring, Duration retention, InstantSource clock) {
        String node = Ids.next();
        link = RedisLink.to(place);
        memory = new RedisMemory(link, keyring, retention, clock);
        challenges = new RedisChallenges(link, keyring, node, clock);
        enrolments = new RedisEnrolments(link, keyring, clock);
        factors = new RedisFactors(link, keyring);
        holds = new RedisHolds(link, keyring, clock);
        quarantine = new RedisQuarantine(link, node, clock);
        link.connect(Map.of(
                link.channel(RedisChallenges.CHANNEL),
                challenges,
                link.channel(RedisQuarantine.CHANNEL),
                quarantine,
                RedisQuarantine.heededChannel(node),
                quarantine.heedings()));
        link.every(RedisQuarantine.LOOK_MILLIS, quarantine::keepInTouch);
        link.every(RedisMemory.CATCHING_UP_MILLIS, memory::catchUp);
        link.every(RedisMemory.CATCHING_UP_MILLIS, challenges::catchUp);
        link.every(Hours.LOOK_MILLIS, memory.hours()::look);
    }

    /**
     * Opens them.
     *
     * @param keyring the same on all nodes
     * @param retention how long what is remembered of accounts is used
     */
    public static RedisStores open(Config.Store.Redis place, Keyring keyring, Duration retention, InstantSource clock) {
        RedisStores stores = new RedisStores(place, keyring, retention, clock);
        stores.giveItAMoment();
        return stores;
    }

    private void giveItAMoment() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STARTING_MILLIS);
        try {
            while (!quarantine.isInTouch() && System.nanoTime() < end) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        notReady().forEach(why -> LOG.warn("begins without Redis: {}", why));
    }

    @Override
    public Memory memory() {
        return memory;
    }

    @Override
    public Challenges challenges() {
        return challenges;
    }

    @Override
    public Enrolments enrolments() {
        return enrolments;
    }

    @Override
    public Factors factors() {
        return factors;
    }

    @Override
    public Holds holds() {
        return holds;
    }

    @Override
    public Quarantine quarantine() {
        return quarantine;
    }

    /** Each node judges Basic credentials once. */
    @Override
    public Proofs proofs() {
        return proofs;
    }

    @Override
    public List<String> notReady() {
        return link.isConnected() && quarantine.isInTouch()
                ? List.of()
                : List.of("this node does not hear which sessions others shut out; Redis: " + link.trouble());
    }

    @Override
    public void close() {
        try {
            quarantine.leave().toCompletableFuture().get(LEAVING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The others will notice.
        }
        link.close();
    }
}
