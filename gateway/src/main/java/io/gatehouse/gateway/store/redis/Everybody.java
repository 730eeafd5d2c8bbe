package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.store.familiarity.Census;
import io.gatehouse.gateway.store.familiarity.Commonness;
import io.gatehouse.gateway.store.history.Visit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Sums over everybody's learnt sign-ins, shared by all nodes: what {@link Census} is for one. */
final class Everybody {
    private static final byte[] SUMS = Keys.common("everyone", "census");
    private static final List<byte[]> ALL =
            List.of(SUMS, Keys.common("everyone", "census-addresses"), Keys.common("everyone", "census-agents"));

    /**
     * What is known of everybody.
     *
     * @param began the earliest sign-in that was ever learnt; null before the first
     */
    record Known(@Nullable Instant began, Commonness commonness) {}

    private final RedisLink link;

    Everybody(RedisLink link) {
        this.link = link;
    }

    /** How common a visit's features are before it is learnt. */
    CompletionStage<Known> of(Visit visit) {
        List<byte[]> arguments = new ArrayList<>();
        for (Census.Counted one : Census.counted(visit)) {
            arguments.add(Keys.bytes(one.kind()));
            arguments.add(Keys.bytes(one.value()));
        }
        addCells(visit, arguments);
        return link.run(Script.CENSUS_READ, ALL, arguments.toArray(byte[][]::new))
                .thenApply(Everybody::known);
    }

    /**
     * Counts a learnt sign-in.
     *
     * @param firstOfUser it is its account's first
     */
    CompletionStage<Void> learn(Visit visit, boolean firstOfUser) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(Keys.bytes(visit.at().getEpochSecond()));
        arguments.add(Keys.bytes(firstOfUser ? "1" : "0"));
        for (Census.Counted one : Census.counted(visit)) {
            arguments.add(Keys.bytes(one.kind()));
            arguments.add(Keys.bytes(one.value()));
            arguments.add(Keys.bytes(one.most()));
        }
        addCells(visit, arguments);
        return link.run(Script.CENSUS_LEARN, ALL, arguments.toArray(byte[][]::new))
                .thenAccept(done -> {});
    }

    /** An account was erased. */
    CompletionStage<Void> leave() {
        return link.run(Script.CENSUS_LEAVE, List.of(SUMS)).thenAccept(done -> {});
    }

    private static void addCells(Visit visit, List<byte[]> arguments) {
        for (int[] cells : new int[][] {Census.addressCells(visit), Census.agentCells(visit)}) {
            arguments.add(Keys.bytes(cells.length));
            Arrays.stream(cells).forEach(cell -> arguments.add(Keys.bytes(cell)));
        }
    }

    private static Known known(List<Object> answer) {
        String began = Keys.text(answer.get(0));
        long[] sums = answer.stream().skip(1).mapToLong(sum -> (Long) sum).toArray();
        return new Known(
                began.isEmpty() ? null : Instant.ofEpochSecond(Long.parseLong(began)),
                new Commonness(
                        sums[0],
                        sums[1],
                        sums[2],
                        sums[3],
                        sums[4],
                        sums[5],
                        sums[6],
                        sums[7],
                        sums[8],
                        (int) sums[9],
                        (int) sums[10],
                        (int) sums[11],
                        (int) sums[12],
                        (int) sums[13]));
    }
}
