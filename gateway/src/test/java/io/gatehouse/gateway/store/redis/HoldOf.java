package io.gatehouse.gateway.store.redis;

import io.gatehouse.gateway.store.Hold;
import io.gatehouse.gateway.store.Holds;
import io.gatehouse.gateway.store.HoldsContract;

/** A hold as the contract has it. */
final class HoldOf extends HoldsContract {
    @Override
    protected Holds holds() {
        throw new UnsupportedOperationException();
    }

    static Hold user(String challenge, String name) {
        return hold(challenge, name);
    }
}
