package io.gatehouse.gateway.challenge;

/** A place among those who are told of changes; closing gives it up. */
public interface Watch extends AutoCloseable {
    @Override
    void close();
}
