package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.gateway.store.history.DevicePrint;
import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Print;
import io.gatehouse.risk.Facts;
import org.jspecify.annotations.Nullable;

/** How the client presents itself, compared with what the account's devices did before. What is unknown on either side has not changed. */
final class Presentation {
    private static final double MINUTES_AN_HOUR = 60;

    private Presentation() {}

    static Facts.Manner manner(Observation seen, @Nullable History history) {
        Print now = seen.print();
        Print before = before(seen, history);
        return new Facts.Manner(
                seen.signals().manner().ja4(),
                seen.signals().manner().http2(),
                seen.signals().headers(),
                history != null && isUnseen(now, history),
                history != null && isWithOtherBrowsers(now, history),
                differ(now.ja4(), before.ja4()),
                differ(now.http2(), before.http2()),
                (now.http2() == 0) == (before.http2() == 0) && differ(now.headers(), before.headers()),
                differ(now.browser(), before.browser()) || differ(now.system(), before.system()),
                ClientHints.contradict(
                        seen.agent(), seen.signals().brands(), seen.signals().platform()));
    }

    static Facts.Binding binding(Observation seen, @Nullable History history) {
        DeviceProof proof = seen.proof();
        int bound = before(seen, history).key();
        boolean good = proof.state() == DeviceProof.State.GOOD;
        double hours = proof.timeZoneMinutes() / MINUTES_AN_HOUR;
        return new Facts.Binding(
                bound != 0,
                good && (bound == 0 || seen.print().key() == bound),
                bound != 0 && proof.state() == DeviceProof.State.NONE,
                bound != 0
                        && (proof.state() == DeviceProof.State.WRONG
                                || (good && seen.print().key() != bound)),
                proof.otherOrigin(),
                hours,
                SolarTime.hoursOff(seen.place(), seen.labels(), hours));
    }

    /** Whether a key was bound to the device, and did not sign. */
    static boolean isWithoutItsKey(Observation seen, History history) {
        int bound = before(seen, history).key();
        return bound != 0 && seen.print().key() != bound;
    }

    private static Print before(Observation seen, @Nullable History history) {
        return history != null && seen.traces().deviceShown()
                ? history.printOf(seen.traces().device())
                : Print.UNKNOWN;
    }

    private static boolean isUnseen(Print now, History history) {
        boolean known = false;
        for (DevicePrint other : history.prints()) {
            known |= other.print().ja4() != 0;
            if (other.print().ja4() == now.ja4()) {
                return false;
            }
        }
        return known && now.ja4() != 0;
    }

    private static boolean isWithOtherBrowsers(Print now, History history) {
        boolean known = false;
        for (DevicePrint other : history.prints()) {
            if (now.ja4() != 0
                    && other.print().ja4() == now.ja4()
                    && other.print().browser() != 0) {
                known = true;
                if (other.print().browser() == now.browser()) {
                    return false;
                }
            }
        }
        return known && now.browser() != 0;
    }

    private static boolean differ(short one, short other) {
        return one != 0 && other != 0 && one != other;
    }
}
