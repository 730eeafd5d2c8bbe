package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Stay;
import io.gatehouse.risk.Facts;
import org.jspecify.annotations.Nullable;

/**
 * The way from an earlier stay to where a sign-in comes from.
 *
 * @param distanceKm great-circle distance, less both radii: what must have been travelled at least
 * @param hours between the two
 */
record Way(double distanceKm, double hours) {
    private static final int STAYS = 5;
    private static final double SECONDS_AN_HOUR = 3_600;

    /** Since the last known stay, and the fastest since any of the last few: whoever follows a sign-in of his own with another is told by those before it. */
    static Facts.Travel travel(Observation seen, @Nullable History history) {
        if (history == null || !Whereabouts.areTold(seen.place(), seen.labels())) {
            return Facts.Travel.UNKNOWN;
        }
        Way last = null;
        Way fastest = null;
        int known = 0;
        for (int i = 0; i < history.stays().size() && known < STAYS; i++) {
            Stay stay = history.stays().get(i);
            // A sign-in through a VPN in between tells nothing, and hides nothing.
            if (stay.isSomewhere()) {
                Way way = between(stay, seen);
                last = last == null ? way : last;
                fastest = fastest == null || way.speedKmh() > fastest.speedKmh() ? way : fastest;
                known++;
            }
        }
        return last == null || fastest == null
                ? Facts.Travel.UNKNOWN
                : new Facts.Travel(
                        last.distanceKm, last.hours, last.speedKmh(), fastest.speedKmh(), fastest.distanceKm);
    }

    private static Way between(Stay from, Observation to) {
        double apart = Globe.distanceKm(
                from.latitudeDegrees(),
                from.longitudeDegrees(),
                to.place().latitude(),
                to.place().longitude());
        double seconds = Math.max(0, to.at().getEpochSecond() - from.second());
        return new Way(
                Math.max(0, apart - from.accuracyKm() - Whereabouts.radiusKm(to.place())), seconds / SECONDS_AN_HOUR);
    }

    /** Within one second, as if it had taken one. */
    private double speedKmh() {
        return distanceKm == 0 ? 0 : distanceKm / Math.max(hours, 1 / SECONDS_AN_HOUR);
    }
}
