package io.gatehouse.gateway.flow.detect;

import io.gatehouse.gateway.config.Config;

/** What a request is about, told from its head. */
public sealed interface Intent {

    /** Its route does not let it in. */
    record Barred(Config.Route route, Bar bar) implements Intent {}

    /** Why a route does not let a request in. */
    enum Bar {
        /** It came without TLS. */
        INSECURE,
        /** The application is closed for maintenance. */
        CLOSED,
        /** It announces a body that is larger than the route takes. */
        TOO_LARGE
    }

    /** It goes to an application, and is none of our business. */
    record PassThrough(Config.Route route, QuarantineCheck.Standing standing) implements Intent {}

    /** It goes to where people sign in: its body tells whether it is a sign-in. */
    record Login(Config.Login login, Config.Route route) implements Intent {}

    /** It asks for one of our own pages on the application's origin. */
    record Own() implements Intent {}

    /** It asks for the phone's origin: nothing there belongs to an application. */
    record Phone() implements Intent {}

    /** It uses a session that is shut out. */
    record Quarantined(String reason) implements Intent {}

    /** Nobody serves this path. */
    record Nowhere() implements Intent {}

    /** It can be read in two ways, so it is not read at all. */
    record Refused(String why) implements Intent {}

    /** One case each, so that the compiler finds the one that is forgotten. */
    interface Cases<T> {
        T barred(Barred intent);

        T passThrough(PassThrough intent);

        T login(Login intent);

        T own();

        T phone();

        T quarantined(Quarantined intent);

        T nowhere();

        T refused(Refused intent);
    }

    default <T> T fold(Cases<T> cases) {
        if (this instanceof PassThrough intent) {
            return cases.passThrough(intent);
        } else if (this instanceof Login intent) {
            return cases.login(intent);
        } else if (this instanceof Quarantined intent) {
            return cases.quarantined(intent);
        } else if (this instanceof Barred intent) {
            return cases.barred(intent);
        } else if (this instanceof Refused intent) {
            return cases.refused(intent);
        } else if (this instanceof Phone) {
            return cases.phone();
        } else if (this instanceof Own) {
            return cases.own();
        }
        return cases.nowhere();
    }
}
