package io.gatehouse.gateway.store;

import java.util.List;

/** All that must outlive a request, in one place or another. Closing it leaves what is stored. */
public interface Stores extends AutoCloseable {
    Memory memory();

    Challenges challenges();

    Enrolments enrolments();

    Factors factors();

    Holds holds();

    Quarantine quarantine();

    Proofs proofs();

    /** Why this node should get no more requests, in words for its operator; empty where nothing is wrong. */
    List<String> notReady();

    @Override
    void close();
}
