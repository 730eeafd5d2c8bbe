package io.gatehouse.gateway.scenario;

import io.gatehouse.gateway.scenario.Clauses.Connection;
import io.gatehouse.gateway.scenario.Clauses.Same;
import org.jspecify.annotations.Nullable;

/**
 * Where something comes from.
 *
 * @param host which of its network's addresses
 * @param deviceShown whether it shows the client's device cookie
 */
record Source(Client client, int host, boolean deviceShown) {
    private static final int OWN_HOST = 1;
    private static final int ANOTHER_HOST = 2;

    static Source of(Client client, boolean deviceShown) {
        return new Source(client, OWN_HOST, deviceShown);
    }

    /**
     * Where that comes from which a sentence tells beside the sign-in.
     *
     * @param present the sign-in of the story
     * @param unlessSaid what is meant where the sentence says nothing; null: somewhere else
     */
    static Source beside(Client present, Clauses said, @Nullable Same unlessSaid) {
        boolean elsewhere = said.city != null || said.connection != null;
        Same same = said.same != null ? said.same : elsewhere ? null : unlessSaid;
        Client stranger = present.onDevice("a stranger's device");
        if (same == null) {
            return of(stranger.with(elsewhere ? said : somewhereElse()), false);
        }
        return switch (same) {
            case ADDRESS -> of(stranger, false);
            case NETWORK -> new Source(stranger, ANOTHER_HOST, false);
            case DEVICE -> of(present.with(somewhereElse()), true);
        };
    }

    Source as(String user) {
        return new Source(client.as(user), host, deviceShown);
    }

    private static Clauses somewhereElse() {
        Clauses clauses = new Clauses();
        clauses.city = Gazetteer.city("Reykjavik");
        clauses.connection = Connection.NEW;
        return clauses;
    }
}
