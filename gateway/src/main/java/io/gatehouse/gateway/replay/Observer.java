package io.gatehouse.gateway.replay;

import io.gatehouse.gateway.flow.enrich.Languages;
import io.gatehouse.gateway.flow.enrich.Located;
import io.gatehouse.gateway.flow.enrich.Observation;
import io.gatehouse.gateway.flow.enrich.UserAgent;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Pseudonyms;
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
    private final Recent<InetAddress, Located> places;
    private final Recent<String, UserAgent> agents = new Recent<>(REMEMBERED, UserAgent::parse);
    private final Recent<String, String> languages = new Recent<>(REMEMBERED, Languages::first);
    private long strangers;

    /** @param atlas what is known of an address */
    public Observer(Function<InetAddress, Located> atlas) {
        this.places = new Recent<>(REMEMBERED, atlas);
    }

    public Sighting see(SignIn signIn) {
        boolean shown = signIn.device() != null && !signIn.cookieForged();
        Located located = places.get(signIn.address());
        return new Sighting(
                signIn,
                new Observation(
                        signIn.at(),
                        located.place(),
                        located.labels(),
                        Sighting.cookie(signIn),
                        agents.get(signIn.userAgent() == null ? "" : signIn.userAgent()),
                        languages.get(signIn.language() == null ? "" : signIn.language()),
                        pseudonyms.traces(
                                signIn.user(),
                                signIn.address(),
                                located.place().asn(),
                                new Pseudonyms.Client(device(signIn), shown, signIn.userAgent(), signIn.ja4())),
                        null,
                        signIn.phoneEnrolled()));
    }

    /** Whoever shows no cookie is given a new one: the recorded one, or one that nobody has. */
    private byte[] device(SignIn signIn) {
        String name = signIn.device() != null && !signIn.cookieForged() ? signIn.device() : signIn.newDevice();
        return (name == null ? "\0" + strangers++ : name).getBytes(StandardCharsets.UTF_8);
    }
}
