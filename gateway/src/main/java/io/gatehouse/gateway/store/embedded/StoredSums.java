package io.gatehouse.gateway.store.embedded;

import io.gatehouse.gateway.store.familiarity.Census;
import java.nio.ByteBuffer;
import org.h2.mvstore.MVMap;

/** A census's sums in two maps: name → number, and name → block of numbers. Written on the writer thread, in the same commit as the history that they belong to. */
final class StoredSums implements Census.Ledger {
    private final MVMap<String, Long> numbers;
    private final MVMap<String, byte[]> blocks;

    StoredSums(EmbeddedStore store) {
        this.numbers = store.map("memory.sums");
        this.blocks = store.map("memory.sum-blocks");
    }

    void restore(Census census) {
        numbers.forEach(census::restore);
        blocks.forEach((name, bytes) -> {
            int[] cells = new int[bytes.length / Integer.BYTES];
            ByteBuffer.wrap(bytes).asIntBuffer().get(cells);
            census.restore(name, cells);
        });
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
