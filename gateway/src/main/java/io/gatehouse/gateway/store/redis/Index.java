package io.gatehouse.gateway.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Names of things that are elsewhere, each with a number, to go through them all. A name may be there whose thing is not, never the other way round: so whoever finds nothing under a
 * name that is old removes it.
 */
final class Index {
    /** How many are looked up at a time. */
    private static final int AT_ONCE = 64;

    record Entry(String name, long number) {}

    private final RedisLink link;
    private final byte[] key;

    Index(RedisLink link, String what) {
        this.link = link;
        this.key = Keys.common(what, "index");
    }

    CompletionStage<Void> add(String name, long number) {
        return link.runDurably(Script.INDEX_ADD, List.of(key), Keys.bytes(number), Keys.bytes(name))
                .thenAccept(done -> {});
    }

    CompletionStage<Void> remove(String name) {
        return link.run(Script.INDEX_REMOVE, List.of(key), Keys.bytes(name)).thenAccept(done -> {});
    }

    CompletionStage<List<Entry>> between(long lowest, long highest) {
        return link.run(Script.INDEX_READ, List.of(key), Keys.bytes(lowest), Keys.bytes(highest))
                .thenApply(answer -> {
                    List<Entry> entries = new ArrayList<>();
                    for (int i = 0; i + 1 < answer.size(); i += 2) {
                        entries.add(new Entry(
                                Keys.text(answer.get(i)), (long) Double.parseDouble(Keys.text(answer.get(i + 1)))));
                    }
                    return entries;
                });
    }

    /** What these entries name, a few at a time. */
    static <T> CompletionStage<List<T>> each(List<Entry> entries, Function<Entry, CompletionStage<List<T>>> look) {
        return each(entries, 0, new ArrayList<>(), look);
    }

    private static <T> CompletionStage<List<T>> each(
            List<Entry> entries, int first, List<T> found, Function<Entry, CompletionStage<List<T>>> look) {
        if (first >= entries.size()) {
            return CompletableFuture.completedFuture(found);
        }
        int next = Math.min(entries.size(), first + AT_ONCE);
        List<CompletableFuture<List<T>>> looking = entries.subList(first, next).stream()
                .map(entry -> look.apply(entry).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(looking.toArray(CompletableFuture[]::new))
                .thenCompose(done -> {
                    looking.forEach(one -> found.addAll(one.join()));
                    return each(entries, next, found, look);
                });
    }
}
