package io.gatehouse.gateway.scenario;

import io.gatehouse.gateway.flow.enrich.UserAgent;
import java.time.Duration;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the clauses of one sentence said; null where they said nothing. */
final class Clauses {
    /** The kinds of clause, to tell which go with which sentence. */
    enum Kind {
        FREQUENCY,
        TIMES,
        AGO,
        LATER,
        CLOCK,
        PLACE,
        SAME_SOURCE,
        DEVICE,
        AGENT,
        LANGUAGE
    }

    /** How an address is connected. */
    enum Connection {
        HOME(0),
        /** Another operator than {@link #HOME} in the same city. */
        NEW(1),
        VPN(2),
        TOR(3),
        DATA_CENTRE(4),
        PRIVATE(5);

        /** Tells its addresses and operators from others'. */
        final int number;

        Connection(int number) {
            this.number = number;
        }
    }

    /** What the client shows of a device cookie. */
    enum Cookie {
        NEW_DEVICE,
        MISSING,
        FORGED
    }

    /** As what the sign-in of the story comes from. */
    enum Same {
        ADDRESS,
        NETWORK,
        DEVICE
    }

    final Set<Kind> said = EnumSet.noneOf(Kind.class);

    @Nullable
    Duration every;

    @Nullable
    Duration span;

    int times = 1;

    @Nullable
    Duration ago;

    @Nullable
    Duration later;

    @Nullable
    LocalTime clock;

    @Nullable
    City city;

    @Nullable
    Connection connection;

    @Nullable
    Same same;

    @Nullable
    Cookie cookie;

    @Nullable
    UserAgent agent;

    @Nullable
    String language;
}
