package io.gatehouse.gateway.store.redis;

/** Who listens to a channel. Called on Lettuce's threads: must not wait. */
interface Ear {
    /** From now on nothing is missed; before, anything may have been. */
    void listening();

    void heard(byte[] message);
}
