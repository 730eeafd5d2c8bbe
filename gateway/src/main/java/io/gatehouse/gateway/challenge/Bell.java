package io.gatehouse.gateway.challenge;

import io.gatehouse.gateway.store.Device;
import java.time.Instant;
import java.util.List;

/** Wakes phones whose page or app is closed. Called on any thread; must not block. Whoever is not woken hears of a sign-in by polling. */
public interface Bell {
    /** Nobody is woken. */
    Bell SILENT = new Bell() {
        @Override
        public boolean reaches(Device device) {
            return false;
        }

        @Override
        public void ring(String challenge, Instant until, List<Device> devices) {}
    };

    /** Whether this phone can be woken, as far as is known. */
    boolean reaches(Device device);

    /** Wakes those of them that it can, side by side, and is not waited for. */
    void ring(String challenge, Instant until, List<Device> devices);
}
