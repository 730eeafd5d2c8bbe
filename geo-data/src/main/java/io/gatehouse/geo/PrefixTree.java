package io.gatehouse.geo;

import java.util.Arrays;

/**
 * A binary tree of prefixes as it grows: a node for each prefix that was named or is on the way to one, with the record it was given, if any.
 *
 * <p>Node 0 is the root. Three flat arrays instead of objects: a world's database has some millions of nodes.
 */
final class PrefixTree {
    static final int NONE = -1;
    static final int ROOT = 0;

    private int[] children = new int[2 * 1024];
    private int[] records = new int[1024];
    private int size;

    PrefixTree() {
        add();
    }

    /** The node of a prefix, made with all nodes above it where it is new. */
    int node(byte[] address, int length) {
        int node = ROOT;
        for (int bit = 0; bit < length; bit++) {
            int side = 2 * node + (Cidr.bit(address, bit) ? 1 : 0);
            if (children[side] == NONE) {
                int child = add();
                children[side] = child;
            }
            node = children[side];
        }
        return node;
    }

    int child(int node, int side) {
        return children[2 * node + side];
    }

    boolean isLeaf(int node) {
        return children[2 * node] == NONE && children[2 * node + 1] == NONE;
    }

    /** Lets a prefix lead to a node that is elsewhere, too. */
    void link(byte[] address, int length, int target) {
        int parent = node(address, length - 1);
        children[2 * parent + (Cidr.bit(address, length - 1) ? 1 : 0)] = target;
    }

    int record(int node) {
        return records[node];
    }

    void setRecord(int node, int record) {
        records[node] = record;
    }

    private int add() {
        if (size == records.length) {
            children = Arrays.copyOf(children, Math.multiplyExact(children.length, 2));
            records = Arrays.copyOf(records, records.length * 2);
        }
        Arrays.fill(children, 2 * size, 2 * size + 2, NONE);
        records[size] = NONE;
        return size++;
    }
}
