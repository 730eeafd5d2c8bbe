package io.gatehouse.geo;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * The search tree of an MMDB file: every node has two sides, and a side is another node, a record, or nothing.
 *
 * <p>Made from a {@link PrefixTree} by handing records down to where nothing more specific is, and folding nodes whose sides are alike. A side is
 * held as the node's number, {@link PrefixTree#NONE}, or for record {@code id} as {@code FIRST_RECORD - id}.
 */
final class SearchTree {
    private static final int FIRST_RECORD = -2;
    private static final int UNVISITED = Integer.MIN_VALUE;

    private final PrefixTree source;
    private final RecordTable records;
    private final int shared;
    private int sharedSide = UNVISITED;
    private int[] sides = new int[2 * 1024];
    private int nodes;

    /** @param shared the source's node that several sides lead to */
    SearchTree(PrefixTree source, RecordTable records, int shared) {
        this.source = source;
        this.records = records;
        this.shared = shared;
        resolve(PrefixTree.ROOT, PrefixTree.NONE);
    }

    int nodeCount() {
        return nodes;
    }

    /** Puts all records that the tree leads to into the data section, in the tree's order. */
    Offsets store(DataSection data) {
        Offsets offsets = new Offsets();
        for (int i = 0; i < 2 * nodes; i++) {
            if (sides[i] <= FIRST_RECORD) {
                int id = FIRST_RECORD - sides[i];
                offsets.put(id, data.offsetOf(records.get(id)));
            }
        }
        return offsets;
    }

    void writeTo(OutputStream out, int recordSize, Offsets offsets) throws IOException {
        for (int node = 0; node < nodes; node++) {
            writeNode(out, recordSize, value(sides[2 * node], offsets), value(sides[2 * node + 1], offsets));
        }
    }

    /** With 28 bits, the byte in the middle holds the highest four bits of either side. */
    static void writeNode(OutputStream out, int recordSize, long left, long right) throws IOException {
        switch (recordSize) {
            case 24 -> bigEndian(out, (left << 24) | right, 6);
            case 28 -> bigEndian(out, ((left & 0xFFFFFF) << 32) | ((left >>> 24) << 28) | right, 7);
            default -> bigEndian(out, (left << 32) | right, 8);
        }
    }

    private long value(int side, Offsets offsets) {
        if (side >= 0) {
            return side;
        }
        return side == PrefixTree.NONE ? nodes : (long) nodes + MmdbWriter.SEPARATOR + offsets.get(FIRST_RECORD - side);
    }

    private int resolve(int at, int inherited) {
        if (at == shared && sharedSide != UNVISITED) {
            return sharedSide;
        }
        int record = records.merge(inherited, source.record(at));
        int side = source.isLeaf(at) && at != PrefixTree.ROOT ? leaf(record) : branch(at, record);
        if (at == shared) {
            sharedSide = side;
        }
        return side;
    }

    private int branch(int at, int record) {
        int node = nodes++;
        if (sides.length < 2 * nodes) {
            sides = Arrays.copyOf(sides, Math.multiplyExact(sides.length, 2));
        }
        int left = side(source.child(at, 0), record);
        int right = side(source.child(at, 1), record);
        if (left == right && left < 0 && node != 0) {
            nodes--;
            return left;
        }
        sides[2 * node] = left;
        sides[2 * node + 1] = right;
        return node;
    }

    private int side(int child, int record) {
        return child == PrefixTree.NONE ? leaf(record) : resolve(child, record);
    }

    private static int leaf(int record) {
        return record == PrefixTree.NONE ? PrefixTree.NONE : FIRST_RECORD - record;
    }

    private static void bigEndian(OutputStream out, long value, int count) throws IOException {
        for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
    }

    /** Where each record lies in the data section. */
    static final class Offsets {
        private int[] byId = new int[1024];

        private void put(int id, int offset) {
            if (id >= byId.length) {
                byId = Arrays.copyOf(byId, Math.max(id + 1, 2 * byId.length));
            }
            byId[id] = offset;
        }

        private int get(int id) {
            return byId[id];
        }
    }
}
