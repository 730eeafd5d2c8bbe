package io.gatehouse.gateway.replay;

import io.gatehouse.gateway.flow.enrich.Languages;
import io.gatehouse.gateway.flow.enrich.Observation;
import io.gatehouse.gateway.flow.enrich.UserAgent;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.geo.Place;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Function;

/**
 * Looks at recorded sign-ins as the gateway looks at live ones. The keys that hash names are the same in every run, and so is each run: they leave the process no more than the names do. Serves one thread.
 */
public final class Observer {
    private static final int REMEMBERED = 20_000;
    private static final long SEED = 1;

    private final Pseudonyms pseudonyms = new Pseudonyms(Keyring.temporary(new Random(SEED)));
    private final Recent<InetAddress, Place> places;
    private final Recent<String, UserAgent> agents = new Recent<>(REMEMBERED, UserAgent::parse);
    private final Recent<String, String> languages = new Recent<>(REMEMBERED, Languages::first);
    private long strangers;

    /** @param geo an address's place */
    public Observer(Function<InetAddress, Place> geo) {
        this.places = new Recent<>(REMEMBERED, geo);
    }

    public Sighting see(SignIn signIn) {
        boolean shown = signIn.device() != null && !signIn.cookieForged();
        return new Sighting(
                signIn,
                new Observation(
                        signIn.at(),
                        places.get(signIn.address()),
                        Sighting.cookie(signIn),
                        agents.get(signIn.userAgent() == null ? "" : signIn.userAgent()),
                        languages.get(signIn.language() == null ? "" : signIn.language()),
                        pseudonyms.traces(signIn.user(), signIn.address(), device(signIn), shown),
                        null,
                        signIn.phoneEnrolled()));
    }

    /** Whoever shows no cookie is given a new one: the recorded one, or one that nobody has. */
    private byte[] device(SignIn signIn) {
        String name = signIn.device() != null && !signIn.cookieForged() ? signIn.device() : signIn.newDevice();
        return (name == null ? "\0" + strangers++ : name).getBytes(StandardCharsets.UTF_8);
    }
}
