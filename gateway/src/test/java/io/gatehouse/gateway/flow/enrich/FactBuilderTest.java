package io.gatehouse.gateway.flow.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gatehouse.gateway.flow.enrich.DeviceCookies.Shown;
import io.gatehouse.gateway.store.Recollection;
import io.gatehouse.gateway.store.Traces;
import io.gatehouse.gateway.store.familiarity.Commonness;
import io.gatehouse.gateway.store.history.History;
import io.gatehouse.geo.Place;
import io.gatehouse.risk.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FactBuilderTest {
    private static final Instant NOW = Instant.parse("2026-03-31T09:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Place OSLO =
            new Place("NO", "03", "Oslo", 59.91, 10.75, 20, 2119, "Telenor", false, false, false, false);
    private static final Place SYDNEY =
            new Place("AU", "NSW", "Sydney", -33.87, 151.21, 50, 1221, "Telstra", false, false, false, false);
    private static final UserAgent FIREFOX = new UserAgent("Firefox", "macOS", "desktop", false, false);
    private static final UserAgent CURL = UserAgent.parse("curl/8.5.0");
    private static final Shown COOKIE = new Shown.Known(new byte[16], false);
    private static final Traces HOME = new Traces("alice", 1, 100, true, 7, 70, 70, 2119, 5, 0);
    private static final Traces ELSEWHERE = new Traces("alice", 1, 200, false, 8, 80, 80, 1221, 6, 0);

    private final FactBuilder builder = new FactBuilder(DAY.multipliedBy(14));

    private static Observation observation(
            Instant at, Place place, Shown cookie, UserAgent agent, Traces traces, @Nullable Recollection memory) {
        return new Observation(at, place, Labels.NONE, cookie, agent, "nb", traces, memory, true);
    }

    private static History dailyFromOslo(int days) {
        History history = History.EMPTY;
        for (int day = days; day >= 1; day--) {
            Instant at = NOW.minus(DAY.multipliedBy(day));
            history = history.learn(
                    observation(at, OSLO, COOKIE, FIREFOX, HOME, null).visit());
        }
        return history;
    }

    private static Recollection memory(History history) {
        return new Recollection(
                history, NOW.minus(DAY.multipliedBy(365)), Commonness.NOTHING, Facts.Velocity.UNKNOWN, 1);
    }

    private Facts at(Instant at, Place place, Shown cookie, UserAgent agent, Traces traces, History history) {
        return builder.facts(observation(at, place, cookie, agent, traces, memory(history)));
    }

    @Test
    void theUsualSignInIsUsualInEveryRespect() {
        Facts facts = at(NOW, OSLO, COOKIE, FIREFOX, HOME, dailyFromOslo(30));

        assertThat(facts.account()).isEqualTo(new Facts.Account(30, 30, 1, false, true));
        assertThat(facts.place()).isEqualTo(new Facts.Place("NO", "03", "Oslo", 59.91, 10.75, 20, 1, false, false));
        assertThat(facts.network())
                .isEqualTo(new Facts.Network(
                        2119, "Telenor", false, false, false, false, false, false, 1, false, "public", "", "",
                        List.of(), false, false, false));
        assertThat(facts.travel()).isEqualTo(new Facts.Travel(0, 24, 0, 0, 0));
        assertThat(facts.device()).isEqualTo(new Facts.Device(true, false, 30, 30, false, false, 1, false));
        assertThat(facts.client())
                .isEqualTo(new Facts.Client("Firefox", "macOS", "desktop", "nb", false, false, false, false, false));
        assertThat(facts.habit().hourOfDay()).isEqualTo(9);
        assertThat(facts.habit().hourShare()).isEqualTo(1);
        assertThat(facts.habit().weekdayShare()).isBetween(0.6, 0.8);
    }

    @Test
    void aStrangerIsNewInEveryRespect() {
        Facts facts =
                at(NOW.minus(HOUR.multipliedBy(20)), SYDNEY, new Shown.Missing(), CURL, ELSEWHERE, dailyFromOslo(30));

        assertThat(facts.place().countryUnseen()).isTrue();
        assertThat(facts.place().regionUnseen()).isTrue();
        assertThat(facts.place().countryShare()).isZero();
        assertThat(facts.network().prefixUnseen()).isTrue();
        assertThat(facts.network().asnUnseen()).isTrue();
        assertThat(facts.network().asnShare()).isZero();
        assertThat(facts.device()).isEqualTo(new Facts.Device(false, true, 0, 0, true, false, 1, false));
        assertThat(facts.client())
                .isEqualTo(new Facts.Client("curl", "", "library", "nb", false, true, true, false, false));
        // Oslo to Sydney is 15,960 km, less 20 and 50 of accuracy, in 4 hours.
        assertThat(facts.travel().distanceKm()).isCloseTo(15_890, within(30.0));
        assertThat(facts.travel().hours()).isEqualTo(4);
        assertThat(facts.travel().speedKmh()).isCloseTo(facts.travel().distanceKm() / 4, within(1e-9));
    }

    @Test
    void withoutAMemoryNothingIsSaidOfIt() {
        Facts facts = builder.facts(observation(NOW, OSLO, COOKIE, FIREFOX, HOME, null));

        assertThat(facts.account()).isEqualTo(new Facts.Account(Double.NaN, Double.NaN, Double.NaN, false, true));
        assertThat(facts.device())
                .isEqualTo(new Facts.Device(false, false, Double.NaN, Double.NaN, false, false, Double.NaN, false));
        assertThat(facts.travel()).isEqualTo(Facts.Travel.UNKNOWN);
        assertThat(facts.place().countryShare()).isNaN();
        assertThat(facts.place().countryUnseen()).isFalse();
        assertThat(facts.network().prefixUnseen()).isFalse();
        assertThat(facts.network().asnShare()).isNaN();
        assertThat(facts.client().browserUnseen()).isFalse();
        assertThat(facts.habit()).isEqualTo(new Facts.Habit(9, Double.NaN, Double.NaN));
        assertThat(facts.velocity()).isEqualTo(Facts.Velocity.UNKNOWN);
    }

    @Test
    void anEmptyMemoryHasNothingToCompareWith() {
        Facts facts = at(NOW, OSLO, COOKIE, FIREFOX, HOME, History.EMPTY);

        assertThat(facts.account()).isEqualTo(new Facts.Account(0, 0, Double.NaN, true, true));
        assertThat(facts.place().countryUnseen()).isFalse();
        assertThat(facts.place().countryShare()).isNaN();
        assertThat(facts.network().prefixUnseen()).isFalse();
        assertThat(facts.device().unseen()).isFalse();
        assertThat(facts.device().known()).isFalse();
        assertThat(facts.client().browserUnseen()).isFalse();
        assertThat(facts.travel()).isEqualTo(Facts.Travel.UNKNOWN);
    }

    @Test
    void withoutAPlaceOnlyPlaceIsUnknown() {
        Facts facts = at(NOW, Place.UNKNOWN, COOKIE, FIREFOX, HOME, dailyFromOslo(30));

        assertThat(facts.place()).isEqualTo(Facts.Place.UNKNOWN);
        assertThat(facts.travel()).isEqualTo(Facts.Travel.UNKNOWN);
        assertThat(facts.network().asnUnseen()).isFalse();
        assertThat(facts.network().asnShare()).isNaN();
        assertThat(facts.network().prefixUnseen()).isFalse();
        assertThat(facts.device().known()).isTrue();
    }

    @Test
    void travelIsUnknownWhereTheAddressTellsNothingOfItsUsersPlace() {
        History history = dailyFromOslo(30);
        for (Place place : new Place[] {
            new Place("AU", "", "", -33.87, 151.21, 50, 1, "", true, false, false, false),
            new Place("AU", "", "", -33.87, 151.21, 50, 1, "", false, true, false, false),
            new Place("AU", "", "", -33.87, 151.21, 50, 1, "", false, true, true, false),
            new Place("", "", "", Double.NaN, Double.NaN, Double.NaN, 0, "", false, false, false, true)
        }) {
            assertThat(at(NOW, place, COOKIE, FIREFOX, HOME, history).travel())
                    .as(place.toString())
                    .isEqualTo(Facts.Travel.UNKNOWN);
        }
    }

    @Test
    void aSignInThroughAVpnInBetweenDoesNotHideTheWay() {
        Place vpn = new Place("AU", "", "", -33.87, 151.21, 50, 1, "", false, true, false, false);
        History history = dailyFromOslo(30)
                .learn(observation(NOW.minusSeconds(600), vpn, COOKIE, FIREFOX, HOME, null)
                        .visit());

        assertThat(at(NOW, SYDNEY, COOKIE, FIREFOX, HOME, history).travel().distanceKm())
                .isGreaterThan(15_000);
        assertThat(at(NOW, OSLO, COOKIE, FIREFOX, HOME, history).travel().distanceKm())
                .isZero();
    }

    @Test
    void travelIsUnknownFromTheOperatorsOwnNetworks() {
        Labels office = new Labels(List.of("offices"), true, false, false, false);
        Observation there =
                new Observation(NOW, SYDNEY, office, COOKIE, FIREFOX, "nb", ELSEWHERE, memory(dailyFromOslo(30)), true);

        assertThat(builder.facts(there).travel()).isEqualTo(Facts.Travel.UNKNOWN);
        assertThat(builder.facts(there).network().labels()).containsExactly("offices");
        assertThat(builder.facts(there).network().own()).isTrue();
        assertThat(there.visit().latitude()).as("nor is it learnt as a place").isNaN();
    }

    @Test
    void whoFollowsASignInOfHisOwnWithAnotherIsToldByThoseBeforeIt() {
        History history = dailyFromOslo(30)
                .learn(observation(NOW.minus(HOUR), SYDNEY, COOKIE, FIREFOX, ELSEWHERE, null)
                        .visit());
        Facts.Travel travel =
                at(NOW, SYDNEY, COOKIE, FIREFOX, ELSEWHERE, history).travel();

        assertThat(travel.speedKmh()).isZero();
        assertThat(travel.topSpeedKmh()).isCloseTo(15_890 / 24.0, within(5.0));
        assertThat(travel.topDistanceKm()).isCloseTo(15_890, within(30.0));
    }

    @Test
    void noMoreThanFiveStaysAreAsked() {
        History history = dailyFromOslo(1);
        for (int hour = 5; hour >= 1; hour--) {
            history = history.learn(
                    observation(NOW.minus(HOUR.multipliedBy(hour)), SYDNEY, COOKIE, FIREFOX, ELSEWHERE, null)
                            .visit());
        }
        assertThat(at(NOW, SYDNEY, COOKIE, FIREFOX, ELSEWHERE, history).travel().topSpeedKmh())
                .isZero();
    }

    @Test
    void anUnseenPrefixOfAKnownSiteIsToldFromAnUnseenSite() {
        Traces known = new Traces("alice", 1, 100, true, 7, 70, 0x0123_4567_0000_0001L, 2119, 0, 0);
        Traces neighbour = new Traces("alice", 1, 100, true, 8, 70, 0x0123_4567_0000_0002L, 2119, 0, 0);
        Traces stranger = new Traces("alice", 1, 100, true, 9, 90, 0x7654_3210_0000_0001L, 2119, 0, 0);
        History history = History.EMPTY.learn(
                observation(NOW.minus(DAY), OSLO, COOKIE, FIREFOX, known, null).visit());

        Facts.Network atHome = at(NOW, OSLO, COOKIE, FIREFOX, known, history).network();
        assertThat(atHome.prefixUnseen()).isFalse();
        assertThat(atHome.siteUnseen()).isFalse();
        Facts.Network nextDoor =
                at(NOW, OSLO, COOKIE, FIREFOX, neighbour, history).network();
        assertThat(nextDoor.prefixUnseen()).isTrue();
        assertThat(nextDoor.siteUnseen()).isFalse();
        Facts.Network elsewhere =
                at(NOW, OSLO, COOKIE, FIREFOX, stranger, history).network();
        assertThat(elsewhere.prefixUnseen()).isTrue();
        assertThat(elsewhere.siteUnseen()).isTrue();

        History reported = history.report(known.prefix(), NOW);
        assertThat(at(NOW, OSLO, COOKIE, FIREFOX, neighbour, reported).network().siteReported())
                .isTrue();
        assertThat(at(NOW, OSLO, COOKIE, FIREFOX, neighbour, reported).network().reported())
                .isFalse();
        assertThat(at(NOW, OSLO, COOKIE, FIREFOX, stranger, reported).network().siteReported())
                .isFalse();
        assertThat(at(NOW, OSLO, COOKIE, FIREFOX, stranger, History.EMPTY)
                        .network()
                        .siteUnseen())
                .as("with nothing to compare with")
                .isFalse();
    }

    @Test
    void radiiAreSubtractedAndNeverGiveLessThanNothing() {
        Place coarse = new Place("NO", "", "", 62.0, 10.0, 900, 2119, "", false, false, false, false);
        Facts.Travel travel =
                at(NOW, coarse, COOKIE, FIREFOX, HOME, dailyFromOslo(3)).travel();
        assertThat(travel.distanceKm()).isZero();
        assertThat(travel.speedKmh()).isZero();
    }

    @Test
    void inTheSameSecondASpeedIsStillANumber() {
        Facts.Travel travel = at(NOW.minus(DAY), SYDNEY, COOKIE, FIREFOX, HOME, dailyFromOslo(30))
                .travel();
        assertThat(travel.hours()).isZero();
        assertThat(travel.speedKmh()).isFinite().isGreaterThan(1_000_000);
    }

    @Test
    void aDeviceWithAForgedCookieIsUnseenAndSaysSo() {
        Facts.Device device = at(NOW, OSLO, new Shown.Forged(), FIREFOX, ELSEWHERE, dailyFromOslo(30))
                .device();
        assertThat(device.cookieForged()).isTrue();
        assertThat(device.cookieMissing()).isFalse();
        assertThat(device.known()).isFalse();
        assertThat(device.unseen()).isTrue();
    }

    @Test
    void whatTheOwnerReportedIsSaid() {
        History history = dailyFromOslo(30).report(ELSEWHERE.device(), NOW).report(ELSEWHERE.prefix(), NOW);
        Facts facts = at(NOW, OSLO, new Shown.Missing(), FIREFOX, ELSEWHERE, history);
        assertThat(facts.device().reported()).isTrue();
        assertThat(facts.network().reported()).isTrue();
        assertThat(at(NOW, OSLO, COOKIE, FIREFOX, HOME, history).device().reported())
                .isFalse();
    }

    @Test
    void aMemoryWarmsUpByAccountAndAsAWhole() {
        History month = dailyFromOslo(30);
        assertThat(isWarmingUp(month, NOW.minus(DAY.multipliedBy(365)))).isFalse();
        assertThat(isWarmingUp(month, NOW.minus(DAY.multipliedBy(13)))).isTrue();
        assertThat(isWarmingUp(month, null)).isTrue();
        assertThat(isWarmingUp(dailyFromOslo(13), NOW.minus(DAY.multipliedBy(365))))
                .isTrue();
        History twice = History.EMPTY
                .learn(observation(NOW.minus(DAY.multipliedBy(90)), OSLO, COOKIE, FIREFOX, HOME, null)
                        .visit())
                .learn(observation(NOW.minus(DAY), OSLO, COOKIE, FIREFOX, HOME, null)
                        .visit());
        assertThat(isWarmingUp(twice, NOW.minus(DAY.multipliedBy(365)))).isTrue();
    }

    private boolean isWarmingUp(History history, @Nullable Instant began) {
        Recollection memory = new Recollection(history, began, Commonness.NOTHING, Facts.Velocity.UNKNOWN, 1);
        return builder.facts(observation(NOW, OSLO, COOKIE, FIREFOX, HOME, memory))
                .account()
                .warmingUp();
    }

    @Test
    void aHabitTakesTenSignIns() {
        assertThat(at(NOW, OSLO, COOKIE, FIREFOX, HOME, dailyFromOslo(9))
                        .habit()
                        .hourShare())
                .isNaN();
        assertThat(at(NOW, OSLO, COOKIE, FIREFOX, HOME, dailyFromOslo(10))
                        .habit()
                        .hourShare())
                .isEqualTo(1);
        assertThat(at(NOW.plus(HOUR.multipliedBy(12)), OSLO, COOKIE, FIREFOX, HOME, dailyFromOslo(10))
                        .habit()
                        .hourShare())
                .isZero();
    }

    @Test
    void distancesOnTheGlobeAreRight() {
        // Published great-circle distances.
        assertThat(Globe.distanceKm(59.91, 10.75, -33.87, 151.21)).isCloseTo(15_960, within(30.0));
        assertThat(Globe.distanceKm(40.64, -73.78, 51.47, -0.45))
                .as("JFK to Heathrow")
                .isCloseTo(5_540, within(15.0));
        assertThat(Globe.distanceKm(0, 179.999, 0, -179.999))
                .as("over the date line")
                .isCloseTo(0.222, within(0.001));
        assertThat(Globe.distanceKm(90, 0, -90, 0)).isCloseTo(20_015, within(1.0));
        assertThat(Globe.distanceKm(12, 34, 12, 34)).isZero();
    }
}
