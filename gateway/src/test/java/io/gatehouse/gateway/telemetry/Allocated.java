package io.gatehouse.gateway.telemetry;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what code makes on the heap. */
public final class Allocated {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocated() {}

    /** Bytes that one run makes on average, once it has run often. */
    public static double perRun(int runs, Runnable code) {
        for (int i = 0; i < runs; i++) {
            code.run();
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < runs; i++) {
            code.run();
        }
        return (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / runs;
    }
}
