package io.gatehouse.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.gatehouse.risk.Facts;
import io.gatehouse.risk.Judgement;
import io.gatehouse.risk.RuleBook;
import io.gatehouse.risk.Thresholds;
import io.gatehouse.risk.Verdict;
import io.gatehouse.risk.scenario.Story;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordStorytellerTest {
    private static final String DAILY = "alice signs in daily from Oslo, Firefox on Mac";

    private final WordStoryteller storyteller = new WordStoryteller(Duration.ofDays(14));

    private Facts told(String when, String... given) {
        return storyteller.facts(new Story(List.of(given), when, Map.of()));
    }

    @Test
    void theUsualSignInIsKnownInEveryRespect() {
        Facts facts = told("alice signs in", DAILY);

        assertThat(facts.account().signIns()).isEqualTo(30);
        assertThat(facts.account().daysKnown()).isEqualTo(30);
        assertThat(facts.account().daysSinceLast()).isEqualTo(1);
        assertThat(facts.account().warmingUp()).isFalse();
        assertThat(facts.account().phoneEnrolled()).isFalse();
        assertThat(facts.place().country()).isEqualTo("NO");
        assertThat(facts.place().countryShare()).isEqualTo(1);
        assertThat(facts.network().prefixUnseen()).isFalse();
        assertThat(facts.device().known()).isTrue();
        assertThat(facts.device().signIns()).isEqualTo(30);
        assertThat(facts.client().browser()).isEqualTo("Firefox");
        assertThat(facts.client().system()).isEqualTo("macOS");
        assertThat(facts.client().browserUnseen()).isFalse();
        assertThat(facts.habit().hourOfDay()).isEqualTo(9);
        assertThat(facts.habit().hourShare()).isEqualTo(1);
        assertThat(facts.travel().distanceKm()).isZero();
        assertThat(facts.velocity().userFailures24h()).isZero();
    }

    @Test
    void anotherContinentHoursLaterIsFar() {
        Facts facts = told("alice signs in from São Paulo, 2 hours later", DAILY);

        assertThat(facts.place().countryUnseen()).isTrue();
        assertThat(facts.network().asnUnseen()).isTrue();
        assertThat(facts.travel().hours()).isEqualTo(2);
        assertThat(facts.travel().distanceKm()).isCloseTo(10_592, within(10.0));
        assertThat(facts.device().known()).as("she took her Mac along").isTrue();
    }

    @Test
    void whatIsSaidByFieldsIsTheSame() {
        Facts byFields = storyteller.facts(new Story(
                List.of(DAILY), "", Map.of("from", "São Paulo", "after", "2 hours", "device", "on a new device")));
        assertThat(byFields).isEqualTo(told("alice signs in from São Paulo, 2 hours later, on a new device", DAILY));
    }

    @Test
    void anotherBrowserIsAnotherDeviceUnlessItWasUsedBefore() {
        Facts other = told("alice signs in, Chrome on Windows", DAILY);
        assertThat(other.device().known()).isFalse();
        assertThat(other.device().unseen()).isTrue();
        assertThat(other.device().cookieMissing()).isTrue();
        assertThat(other.client().browserUnseen()).isTrue();
        assertThat(other.client().systemUnseen()).isTrue();

        Facts both = told("alice signs in, Firefox on Mac", DAILY, "alice signs in weekly, Safari on iPhone");
        assertThat(both.device().known()).isTrue();
        assertThat(both.client().kind()).isEqualTo("desktop");
    }

    @ParameterizedTest
    @CsvSource({
        "on a new device, true, false",
        "without a device cookie, true, false",
        "with a forged device cookie, false, true"
    })
    void devicesCanBeNewOrFalse(String words, boolean missing, boolean forged) {
        Facts.Device device = told("alice signs in " + words, DAILY).device();
        assertThat(device.cookieMissing()).isEqualTo(missing);
        assertThat(device.cookieForged()).isEqualTo(forged);
        assertThat(device.known()).isFalse();
        assertThat(device.unseen()).isTrue();
    }

    @Test
    void connectionsAreWhatTheirNamesSay() {
        assertThat(told("alice signs in through a VPN", DAILY).network().anonymous())
                .isTrue();
        assertThat(told("alice signs in through Tor", DAILY).network().tor()).isTrue();
        assertThat(told("alice signs in from a data centre in Frankfurt", DAILY)
                        .network()
                        .hosting())
                .isTrue();
        assertThat(told("alice signs in from a private network", DAILY)
                        .network()
                        .local())
                .isTrue();
        Facts.Network moved = told("alice signs in from a new network", DAILY).network();
        assertThat(moved.prefixUnseen()).isTrue();
        assertThat(moved.asnUnseen()).isTrue();
        Facts inBergen = told("alice signs in from Bergen", DAILY);
        assertThat(inBergen.place().regionUnseen()).isTrue();
        assertThat(inBergen.network().asnUnseen()).isFalse();
        assertThat(inBergen.network().prefixUnseen()).isTrue();
    }

    @Test
    void failuresComeFromTheSignInsAddressUnlessSaid() {
        Facts.Velocity own =
                told("alice signs in", DAILY, "alice fails 12 times").velocity();
        assertThat(own.userFailures10m()).isEqualTo(12);
        assertThat(own.addressFailures10m()).isEqualTo(12);

        Facts.Velocity away =
                told("alice signs in", DAILY, "alice fails 12 times from Lagos").velocity();
        assertThat(away.userFailures10m()).isEqualTo(12);
        assertThat(away.addressFailures10m()).isZero();

        Facts.Velocity before = told("alice signs in", DAILY, "alice fails 12 times 3 hours ago")
                .velocity();
        assertThat(before.userFailures10m()).isZero();
        assertThat(before.userFailures24h()).isEqualTo(12);
    }

    @Test
    void accountsAreCountedByAddressNetworkAndDevice() {
        Facts sprayed = told("alice signs in", DAILY, "30 accounts fail");
        assertThat(sprayed.velocity().addressUsers1h()).isEqualTo(31);
        assertThat(sprayed.velocity().addressFailures1h()).isEqualTo(30);

        Facts nearby = told("alice signs in", DAILY, "30 accounts fail from the same network");
        assertThat(nearby.velocity().addressUsers1h()).isEqualTo(1);
        assertThat(nearby.velocity().networkUsers1h()).isEqualTo(31);

        Facts school = told("alice signs in", DAILY, "40 accounts sign in from the same address 3 hours ago");
        assertThat(school.velocity().addressSuccessUsers24h()).isEqualTo(40);

        Facts shared = told("alice signs in", DAILY, "3 accounts fail from the same device");
        assertThat(shared.device().accounts24h()).isEqualTo(4);
    }

    @Test
    void denialsMarkWhatTheyNameAndNothingElse() {
        Facts address = told("alice signs in", DAILY, "alice denied a sign-in from the same address");
        assertThat(address.network().reported()).isTrue();
        assertThat(address.device().reported()).isFalse();
        assertThat(address.velocity().userDenials24h()).isEqualTo(1);

        Facts elsewhere = told("alice signs in", DAILY, "alice denied a sign-in 2 times");
        assertThat(elsewhere.network().reported()).isFalse();
        assertThat(elsewhere.device().reported()).isFalse();
        assertThat(elsewhere.velocity().userDenials24h()).isEqualTo(2);

        assertThat(told("alice signs in", DAILY, "alice denied a sign-in from the same device")
                        .device()
                        .reported())
                .isTrue();
    }

    @Test
    void approvalsAndPhonesAreTheAccountsOwn() {
        Facts facts = told(
                "alice signs in",
                DAILY,
                "alice was asked for approval 3 times",
                "alice has a phone",
                "bob has a phone");
        assertThat(facts.velocity().userChallenges1h()).isEqualTo(3);
        assertThat(facts.account().phoneEnrolled()).isTrue();
        assertThat(told("bob signs in", DAILY, "alice has a phone").account().phoneEnrolled())
                .isFalse();
    }

    @Test
    void timesOfDayAndYoungMemories() {
        Facts night = told("alice signs in at 03:00", DAILY);
        assertThat(night.habit().hourOfDay()).isEqualTo(3);
        assertThat(night.habit().hourShare()).isZero();
        assertThat(told("alice signs in", DAILY + ", for 5 days").account().warmingUp())
                .isTrue();
        assertThat(told("alice signs in").account().signIns()).isZero();
        assertThat(told("alice signs in", "alice signed in 20 minutes ago from London")
                        .account()
                        .daysSinceLast())
                .isCloseTo(20 / 1440.0, within(1e-9));
    }

    @Test
    void aStoryToldTwiceHasTheSameFacts() {
        String[] given = {DAILY, "alice fails 12 times", "30 accounts fail from the same network"};
        assertThat(told("alice signs in from Tokyo, with curl", given))
                .isEqualTo(told("alice signs in from Tokyo, with curl", given));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alice signs in from Atlantis            | does not understand "from Atlantis" in "alice signs in from Atlantis"; here may stand | Accra
            alice signs in from Osloo               | does not understand "from Osloo" | Oslo
            alice signs in on a red device          | does not understand "on a red device" | "on a new device"
            alice signs in 12 times                 | does not understand "12 times" | "2 hours later"
            alice sings in                          | does not understand "alice sings in"; a sentence begins like | "alice signs in"
            bob signs in 2 hours later              | later than what? | bob has not signed in
            alice signs in at 25:00                 | "at 25:00" is no time of day | 23:59
            alice signs in at 10:00 2 hours later   | says both | one of them
            """)
    void whatIsNotUnderstoodIsSaidWithWhatWouldBe(String when, String fault, String fix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> told(when, DAILY))
                .withMessageContaining(fault)
                .withMessageContaining(fix);
    }

    @Test
    void storiesThatCannotBeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> told("", DAILY)).withMessageContaining("has no sign-in");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> told("alice signs in", "alice signs in from Oslo"))
                .withMessageContaining("alice signs in daily");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> told("alice signs in 2 hours later", DAILY, "bob signs in daily at 22:00"))
                .withMessageContaining("after its sign-in");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> told("alice signs in 2 hours later", DAILY, "alice signed in 1 hour ago"))
                .withMessageContaining("say one of them");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> storyteller.facts(new Story(List.of(DAILY), "", Map.of("colour", "red"))))
                .withMessageContaining("no field \"colour\"");
    }

    @Test
    void theShippedRulesJudgeStories() {
        try (RuleBook rules = RuleBook.shipped()) {
            assertThat(rules.judge(told("alice signs in", DAILY), Thresholds.DEFAULT)
                            .verdict())
                    .isEqualTo(Verdict.PASS);
            Judgement takeover = rules.judge(
                    told(
                            "alice signs in from São Paulo, 2 hours later, Chrome on Windows",
                            DAILY,
                            "alice fails 12 times 5 minutes ago"),
                    Thresholds.DEFAULT);
            assertThat(takeover.verdict()).as(takeover.reasons().toString()).isNotEqualTo(Verdict.PASS);
        }
    }

    @Test
    void everyCityCanBeNamed() {
        assertThat(Gazetteer.cities()).hasSizeGreaterThan(80).allSatisfy(city -> {
            Facts facts = told("alice signs in from " + city.name());
            assertThat(facts.place().city()).isEqualTo(city.name());
            assertThat(facts.place().country()).hasSize(2);
            assertThat(facts.place().latitude()).isBetween(-90.0, 90.0);
            assertThat(facts.place().longitude()).isBetween(-180.0, 180.0);
        });
    }
}
