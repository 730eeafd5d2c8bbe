package io.gatehouse.gateway.replay;

/** A line that cannot be replayed: where it is, what is wrong, and what would be right. */
public final class BadLine extends Exception {
    private static final long serialVersionUID = 1;

    BadLine(String file, long line, String fault) {
        super(file + ":" + line + ": " + fault);
    }
}
