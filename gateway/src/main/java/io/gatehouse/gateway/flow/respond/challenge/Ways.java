package io.gatehouse.gateway.flow.respond.challenge;

import io.gatehouse.gateway.challenge.Means;
import io.gatehouse.gateway.page.Way;
import java.util.EnumSet;
import java.util.Set;

/**
 * In which ways a sign-in can be approved.
 *
 * @param open all of them
 * @param first the one that is offered first
 */
record Ways(Set<Way> open, Way first) {
    static Ways of(Means means, boolean passkeyOnly) {
        Set<Way> open = EnumSet.noneOf(Way.class);
        if (means.phone() && !passkeyOnly) {
            open.add(Way.PHONE);
        }
        if (means.passkey()) {
            open.add(Way.PASSKEY);
        }
        if (means.typed() && !passkeyOnly) {
            open.add(Way.CODE);
        }
        Way first = open.stream().findFirst().orElse(passkeyOnly ? Way.NO_PASSKEY : Way.NOBODY);
        return new Ways(open, first);
    }

    /** The way that an address or a form names, if it is open. */
    Way named(String word) {
        return open.stream().filter(way -> way.word().equals(word)).findFirst().orElse(first);
    }

    Set<Way> besides(Way way) {
        Set<Way> rest = EnumSet.noneOf(Way.class);
        rest.addAll(open);
        rest.remove(way);
        return rest;
    }
}
