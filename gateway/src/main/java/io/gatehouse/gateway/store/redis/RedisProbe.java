package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.Ids;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tries what a gateway needs of its Redis, and says what does not work. Waits for some seconds at most: for the command line. */
public final class RedisProbe {
    private static final long CONNECTING_MILLIS = 10_000;
    private static final long LOOK_MILLIS = 20;
    private static final Pattern EVICTION = Pattern.compile("(?m)^maxmemory_policy:(\\S+)");
    private static final Pattern LIMIT = Pattern.compile("(?m)^maxmemory:([1-9][0-9]*)");

    private RedisProbe() {}

    /** The first fault: what is wrong, what to do; empty where all is well. */
    public static Optional<String> fault(Config.Store.Redis place) throws InterruptedException {
        String name = "store.redis: " + place.servers().get(0).host() + ":"
                + place.servers().get(0).port() + ": ";
        byte[] key = Keys.common("probe", Ids.next());
        String channel = Keys.PREFIX + "probe";
        CompletableFuture<Void> heard = new CompletableFuture<>();
        try (RedisLink link = RedisLink.to(place)) {
            link.connect(Map.of(channel, new Ear() {
                @Override
                public void listening() {
                    heard.complete(null);
                }

                @Override
                public void heard(byte[] message) {}
            }));
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CONNECTING_MILLIS);
            while (!link.isConnected() && !link.isRefused() && System.nanoTime() < end) {
                Thread.sleep(LOOK_MILLIS);
            }
            if (!link.isConnected()) {
                return Optional.of(name + link.trouble());
            }
            get(link.run(Script.PROBE, List.of(key), Keys.bytes(channel)));
            get(link.runDurably(Script.PROBE, List.of(key), Keys.bytes(channel)));
            get(heard.orTimeout(CONNECTING_MILLIS, TimeUnit.MILLISECONDS));
            return evicts(get(link.info("memory", key)))
                    ? Optional.of(name
                            + "it evicts keys when its memory is full, sessions that are shut out among them;"
                            + " set maxmemory-policy noeviction")
                    : Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(name + Trouble.of(e));
        }
    }

    private static boolean evicts(String memory) {
        Matcher policy = EVICTION.matcher(memory);
        return LIMIT.matcher(memory).find() && policy.find() && !policy.group(1).equals("noeviction");
    }

    private static <T> T get(CompletionStage<T> answer) throws InterruptedException, ExecutionException {
        try {
            return answer.toCompletableFuture().get(CONNECTING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ExecutionException(e);
        }
    }
}
