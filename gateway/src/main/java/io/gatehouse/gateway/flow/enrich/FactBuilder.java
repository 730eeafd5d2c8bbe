package io.gatehouse.gateway.flow.enrich;

import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.familiarity.Familiarity;
import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Tally;
import io.gatehouse.geo.Place;
import io.gatehouse.risk.Facts;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Computes facts from what was observed: pure, so that a scenario, a replayed sign-in and a live one get the same facts from the same past.
 *
 * <p>A memory is <em>warming up</em> while the account has fewer than three learnt sign-ins, or its first one, or the first one ever learnt of anybody, is younger than the
 * configured warm-up. What is unseen is then still said to be unseen; that it is no risk yet is what {@code warmingUp} says.
 */
public final class FactBuilder {
    private static final int ENOUGH_TO_KNOW_SOMEBODY = 3;
    private static final int ENOUGH_FOR_A_HABIT = 10;
    private static final double SECONDS_A_DAY = 86_400;

    private final Duration warmUp;

    public FactBuilder(Duration warmUp) {
        this.warmUp = warmUp;
    }

    public Facts facts(Observation seen) {
        Recollection memory = seen.memory();
        History history = memory == null ? null : memory.history();
        return new Facts(
                account(seen, memory),
                place(seen.place(), history),
                network(seen.place(), seen.labels(), seen.traces(), history),
                Way.travel(seen, history),
                device(seen, memory),
                client(seen, history),
                habit(seen.at(), history),
                familiarity(seen, memory),
                memory == null ? Facts.Velocity.UNKNOWN : memory.velocity(),
                Presentation.manner(seen, history),
                Presentation.binding(seen, history));
    }

    private Facts.Account account(Observation seen, @Nullable Recollection memory) {
        if (memory == null) {
            return new Facts.Account(Double.NaN, Double.NaN, Double.NaN, false, seen.phoneEnrolled());
        }
        History history = memory.history();
        boolean none = history.signIns() == 0;
        return new Facts.Account(
                history.signIns(),
                none ? 0 : daysSince(history.firstSecond(), seen.at()),
                none ? Double.NaN : daysSince(history.lastSecond(), seen.at()),
                isWarmingUp(memory, seen.at()),
                seen.phoneEnrolled());
    }

    private boolean isWarmingUp(Recollection memory, Instant at) {
        Instant began = memory.began();
        Instant oldEnough = at.minus(warmUp);
        return memory.history().signIns() < ENOUGH_TO_KNOW_SOMEBODY
                || memory.history().firstSecond() > oldEnough.getEpochSecond()
                || began == null
                || began.isAfter(oldEnough);
    }

    private static Facts.Place place(Place place, @Nullable History history) {
        String country = Whereabouts.country(place);
        return new Facts.Place(
                country,
                Whereabouts.text(place.region()),
                Whereabouts.text(place.city()),
                place.latitude(),
                place.longitude(),
                place.accuracyKm(),
                history == null || country.isEmpty()
                        ? Double.NaN
                        : history.countries().share(History.shortened(country)),
                history != null && isStrange(history.countries(), country),
                history != null && isStrange(history.regions(), Whereabouts.region(place)));
    }

    private static Facts.Network network(Place place, Labels labels, Traces traces, @Nullable History history) {
        boolean known = place.asn() != 0;
        return new Facts.Network(
                place.asn(),
                Whereabouts.text(place.organisation()),
                place.hosting(),
                place.anonymous(),
                place.tor(),
                place.local(),
                history != null && history.prefixes().isStrange(traces.prefix()),
                history != null && known && history.asns().isStrange(place.asn()),
                history != null && known ? history.asns().share(place.asn()) : Double.NaN,
                history != null && history.isReported(traces.prefix()),
                place.range().toString(),
                Whereabouts.text(place.isp()),
                Whereabouts.text(place.connection()),
                labels.names(),
                labels.own(),
                history != null && history.isSiteStrange(traces.prefix()),
                history != null && history.isSiteReported(traces.prefix()));
    }

    private static Facts.Device device(Observation seen, @Nullable Recollection memory) {
        boolean missing = seen.cookie() instanceof DeviceCookies.Shown.Missing;
        boolean forged = seen.cookie() instanceof DeviceCookies.Shown.Forged;
        if (memory == null) {
            return new Facts.Device(false, false, Double.NaN, Double.NaN, missing, forged, Double.NaN, false);
        }
        History history = memory.history();
        Tally.Entry<Long> entry = seen.traces().deviceShown()
                ? history.devices().find(seen.traces().device())
                : null;
        if (Presentation.isWithoutItsKey(seen, history)) {
            entry = null; // Whoever has only the cookie has not the device.
        }
        return new Facts.Device(
                entry != null,
                entry == null && !history.devices().isEmpty(),
                entry == null ? 0 : entry.count(),
                entry == null ? 0 : daysSince(entry.firstHour() * 3_600, seen.at()),
                missing,
                forged,
                memory.deviceAccounts24h(),
                history.isReported(seen.traces().device()));
    }

    private static Facts.Client client(Observation seen, @Nullable History history) {
        UserAgent agent = seen.agent();
        return new Facts.Client(
                agent.browser(),
                agent.system(),
                agent.kind(),
                seen.language(),
                agent.missing(),
                agent.automated(),
                history != null && isStrange(history.browsers(), agent.browser()),
                history != null && isStrange(history.systems(), agent.system()),
                history != null && isStrange(history.languages(), seen.language()));
    }

    private static Facts.Habit habit(Instant at, @Nullable History history) {
        double hour = at.atOffset(ZoneOffset.UTC).getHour();
        if (history == null || history.signIns() < ENOUGH_FOR_A_HABIT) {
            return new Facts.Habit(hour, Double.NaN, Double.NaN);
        }
        return new Facts.Habit(
                hour, history.hours().hourShare(at), history.hours().weekdayShare(at));
    }

    private static Facts.Familiarity familiarity(Observation seen, @Nullable Recollection memory) {
        if (memory == null) {
            return Facts.Familiarity.UNKNOWN;
        }
        Familiarity familiarity = new Familiarity(memory.history(), seen.visit(), memory.everybody());
        return new Facts.Familiarity(familiarity.freeman(), familiarity.score());
    }

    private static boolean isStrange(Tally<String> tally, String value) {
        return !value.isEmpty() && tally.isStrange(History.shortened(value));
    }

    private static double daysSince(long second, Instant at) {
        return Math.max(0, at.getEpochSecond() - second) / SECONDS_A_DAY;
    }
}
