package io.gatehouse.gateway.replay;

import io.gatehouse.gateway.flow.enrich.DeviceCookies;
import io.gatehouse.gateway.flow.enrich.Observation;
import io.gatehouse.gateway.store.Recollection;

/** A recorded sign-in with all that no memory is needed for: the same for every rule set. */
public record Sighting(SignIn signIn, Observation observed) {

    Observation with(Recollection memory) {
        return observed.with(memory, signIn.phoneEnrolled());
    }

    static DeviceCookies.Shown cookie(SignIn signIn) {
        if (signIn.cookieForged()) {
            return new DeviceCookies.Shown.Forged();
        }
        return signIn.device() == null
                ? new DeviceCookies.Shown.Missing()
                : new DeviceCookies.Shown.Known(new byte[0], false);
    }
}
