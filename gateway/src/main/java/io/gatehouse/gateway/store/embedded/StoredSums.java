package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.store.familiarity.Census;
import io.gatehouse.gateway.store.velocity.UsualShare;
import java.nio.ByteBuffer;
import org.h2.mvstore.MVMap;

/**
 * What is known of everybody: a census's sums in two maps, name → number and name → block of numbers, written on the writer thread in the same commit as the history that they belong to; and how many
 * were refused in each hour of the last week.
 */
final class StoredSums implements Census.Ledger {
    private final MVMap<String, Long> numbers;
    private final MVMap<String, byte[]> blocks;
    private final MVMap<String, byte[]> hours;
    private final EmbeddedStore store;

    StoredSums(EmbeddedStore store) {
        this.numbers = store.map("memory.sums");
        this.blocks = store.map("memory.sum-blocks");
        this.hours = store.map("memory.hours");
        this.store = store;
    }

    void restore(Census census) {
        numbers.forEach(census::restore);
        blocks.forEach((name, bytes) -> {
            int[] cells = new int[bytes.length / Integer.BYTES];
            ByteBuffer.wrap(bytes).asIntBuffer().get(cells);
            census.restore(name, cells);
        });
    }

    UsualShare usualShare() {
        UsualShare share = new UsualShare();
        hours.forEach((slot, bytes) -> {
            ByteBuffer hour = ByteBuffer.wrap(bytes);
            share.restore(new UsualShare.Hour(hour.getLong(), hour.getInt(), hour.getInt()));
        });
        return share;
    }

    /** Not the sign-in's affair: if it cannot be written, an hour is missing after the next start. */
    void keep(UsualShare.Hour hour) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES)
                .putLong(hour.number())
                .putInt(hour.failures())
                .putInt(hour.all())
                .array();
        store.soon(() -> hours.put(Long.toString(hour.number() % UsualShare.HOURS), bytes));
    }

    @Override
    public void number(String name, long value) {
        numbers.put(name, value);
    }

    @Override
    public void block(String name, int[] cells) {
        ByteBuffer bytes = ByteBuffer.allocate(cells.length * Integer.BYTES);
        bytes.asIntBuffer().put(cells);
        blocks.put(name, bytes.array());
    }
}
