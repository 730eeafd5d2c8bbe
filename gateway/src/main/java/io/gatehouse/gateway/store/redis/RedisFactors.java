package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Factors;
import io.gatehouse.gateway.store.FactorsOfUser;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** One sealed value with each account: all that the user has. It is read anew for each question, and changed only if it is still what was read. */
final class RedisFactors implements Factors {
    private static final int TRIES = 30;

    private final RedisLink link;
    private final SealedRecords<FactorsOfUser> records;

    RedisFactors(RedisLink link, Keyring keyring) {
        this.link = link;
        this.records = new SealedRecords<>(keyring, FactorsOfUser.class);
    }

    @Override
    public CompletionStage<FactorsOfUser> of(String user) {
        return read(user).thenApply(stored -> opened(user, stored));
    }

    @Override
    public <T> CompletionStage<T> change(String user, Function<FactorsOfUser, Changed<T>> change) {
        return change(user, change, TRIES);
    }

    private <T> CompletionStage<T> change(String user, Function<FactorsOfUser, Changed<T>> change, int tries) {
        if (tries == 0) {
            return CompletableFuture.failedFuture(
                    new RedisAwayException("the factors of a user were changed elsewhere again and again"));
        }
        return read(user).thenCompose(stored -> {
            Changed<T> changed = change.apply(opened(user, stored));
            return link.runDurably(
                            Script.FACTORS_CHANGE,
                            List.of(key(user)),
                            stored.map(RedisFactors::mark).orElse(new byte[0]),
                            records.seal(user, "", changed.after()))
                    .thenCompose(answer -> (Long) answer.get(0) == 1
                            ? CompletableFuture.completedFuture(changed.told())
                            : change(user, change, tries - 1));
        });
    }

    private CompletionStage<Optional<byte[]>> read(String user) {
        return link.run(Script.READ_VALUE, List.of(key(user)))
                .thenApply(answer -> answer.stream().findFirst().map(value -> (byte[]) value));
    }

    private FactorsOfUser opened(String user, Optional<byte[]> stored) {
        return stored.flatMap(value -> records.open(user, 0, value)).orElse(FactorsOfUser.NONE);
    }

    private static byte[] mark(byte[] stored) {
        return Arrays.copyOf(stored, SealedRecords.MARK);
    }

    private static byte[] key(String user) {
        return Keys.ofUser(user, "factors");
    }
}
