package io.gatehouse.gateway.challenge.factor;

import static io.gatehouse.gateway.challenge.Bench.STRANGER;
import static io.gatehouse.gateway.challenge.Bench.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.bastiaanjansen.otp.TOTPGenerator;
import io.gatehouse.gateway.challenge.Answered;
import io.gatehouse.gateway.challenge.Bench;
import io.gatehouse.gateway.challenge.Means;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.Factor;
import io.gatehouse.gateway.store.Factors;
import io.gatehouse.gateway.store.FactorsOfUser;
import io.gatehouse.gateway.store.Pseudonyms;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Codes that are typed where one signs in, on a real desk. */
class TypedCodesTest {
    private static final Answered APPROVED = new Answered.Accepted(ChallengeState.APPROVED);

    private final Bench bench = new Bench();
    private final SecureRandom random = new SecureRandom();
    private final FactorOffice office = new FactorOffice(bench.factors, bench.keyring, random, bench::now);
    private final TypedCodes codes = new TypedCodes(bench.keyring);

    @AfterEach
    void close() {
        bench.close();
    }

    private String opened() {
        bench.pass(Duration.ofHours(2));
        return bench.opened("ann", STRANGER, false).id();
    }

    private Answered type(String challenge, String code) {
        return await(bench.desk.prove(challenge, codes.read("ann", code).orElseThrow()));
    }

    private List<String> recovery(String user) {
        return await(office.recoveryCodes(user, true)).orElseThrow();
    }

    private static String otherThan(String code) {
        return code.startsWith("0") ? "1" + code.substring(1) : "0" + code.substring(1);
    }

    private byte[] app(String id, Duration waits) {
        byte[] secret = Totp.drawSecret(random);
        Factor factor = new Factor(
                id,
                Factor.Kind.TOTP,
                "App",
                new Totp(bench.keyring).seal("ann", secret),
                0,
                bench.now(),
                bench.now().plus(waits));
        await(bench.factors.change(
                new Pseudonyms(bench.keyring).user("ann"),
                all -> new Factors.Changed<>(all.with(factor).orElseThrow(), true)));
        return secret;
    }

    private static String code(byte[] secret, Instant at) {
        return TOTPGenerator.withDefaultValues(new Base32().encode(secret)).at(at);
    }

    @Test
    void eachRecoveryCodeApprovesOnceHoweverItIsSpelled() {
        List<String> drawn = recovery("ann");
        assertThat(drawn).hasSize(10).doesNotHaveDuplicates().allMatch(code -> code.length() == 10);
        String first = drawn.get(0);
        String spelled = first.substring(0, 5).toLowerCase(java.util.Locale.ROOT) + "-"
                + first.substring(5).replace('0', 'o').replace('1', 'l');
        String challenge = opened();
        assertThat(type(challenge, spelled)).isEqualTo(APPROVED);
        assertThat(await(bench.desk.redeem(challenge))).isTrue();
        assertThat(type(opened(), first)).isEqualTo(new Answered.WrongCode(4));
        assertThat(type(opened(), drawn.get(1))).isEqualTo(APPROVED);
        assertThat(await(office.of("ann")).left(FactorsOfUser.Typed.RECOVERY, bench.now()))
                .isEqualTo(8);
    }

    @Test
    void anotherUsersCodeAndOldSetsAreWorthNothing() {
        String old = recovery("ann").get(0);
        String bobs = recovery("bob").get(0);
        recovery("ann");
        String challenge = opened();
        assertThat(type(challenge, old)).isEqualTo(new Answered.WrongCode(4));
        assertThat(type(challenge, bobs)).isEqualTo(new Answered.WrongCode(3));
    }

    @Test
    void theStoreHoldsNoCode() {
        List<String> drawn = recovery("ann");
        FactorOffice.Given given = await(office.helpDeskCode("ann"));
        assertThat(given.toString()).doesNotContain(given.code());
        String stored =
                String.valueOf(await(bench.factors.of(new Pseudonyms(bench.keyring).user("ann"))).codes().stream()
                        .map(FactorsOfUser.Code::hash)
                        .toList());
        assertThat(stored).doesNotContain(drawn).doesNotContain(given.code());
    }

    @Test
    void aHelpDeskCodeIsGoodForAQuarterOfAnHourAndTheLastOneOnly() {
        String first = await(office.helpDeskCode("ann")).code();
        String second = await(office.helpDeskCode("ann")).code();
        String challenge = bench.opened("ann", STRANGER, false).id();
        assertThat(type(challenge, first)).isEqualTo(new Answered.WrongCode(4));
        assertThat(type(challenge, second)).isEqualTo(APPROVED);
        String late = await(office.helpDeskCode("ann")).code();
        bench.pass(FactorOffice.HELP_DESK_VALID);
        assertThat(type(bench.opened("ann", STRANGER, false).id(), late)).isEqualTo(new Answered.WrongCode(4));
    }

    @Test
    void theAppsCodeOfThisStepAndTheTwoBesideItAreGoodAndOnlyOnce() {
        byte[] secret = app("app", Duration.ZERO);
        String challenge = opened();
        assertThat(type(challenge, code(secret, bench.now().minusSeconds(60)))).isEqualTo(new Answered.WrongCode(4));
        assertThat(type(challenge, code(secret, bench.now().plusSeconds(60)))).isEqualTo(new Answered.WrongCode(3));
        String before = code(secret, bench.now().minusSeconds(30));
        String now = code(secret, bench.now());
        assertThat(type(challenge, now)).isEqualTo(APPROVED);
        await(bench.desk.redeem(challenge));
        String next = bench.opened("ann", STRANGER, false).id();
        assertThat(type(next, now)).isEqualTo(new Answered.WrongCode(4));
        assertThat(type(next, before)).isEqualTo(new Answered.WrongCode(3));
        assertThat(type(next, code(secret, bench.now().plusSeconds(30)))).isEqualTo(APPROVED);
    }

    @Test
    void rfc6238sVectorsHold() {
        byte[] secret = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
        assertThat(Totp.step(secret, "287082", Instant.ofEpochSecond(59))).hasValue(1);
        assertThat(Totp.step(secret, "081804", Instant.ofEpochSecond(1_111_111_109)))
                .hasValue(37_037_036);
        assertThat(Totp.step(secret, "353130", Instant.ofEpochSecond(20_000_000_000L)))
                .hasValue(666_666_666);
        assertThat(Totp.step(secret, "287083", Instant.ofEpochSecond(59))).isEmpty();
    }

    @Test
    void anAppThatMustWaitDoesNotCountYet() {
        byte[] secret = app("app", Duration.ofHours(24));
        assertThat(await(bench.desk.means("ann", "app.example"))).isEqualTo(Means.NONE);
        assertThat(type(opened(), code(secret, bench.now()))).isEqualTo(new Answered.WrongCode(4));
        bench.pass(Duration.ofHours(24));
        assertThat(await(bench.desk.means("ann", "app.example")).words(false)).containsExactly("totp");
        assertThat(type(opened(), code(secret, bench.now()))).isEqualTo(APPROVED);
    }

    @Test
    void fiveWrongOnesEndTheChallengeAlsoWhenTheyComeSideBySide() {
        String right = await(office.helpDeskCode("ann")).code();
        String challenge = bench.opened("ann", STRANGER, false).id();
        List<CompletionStage<Answered>> answers = new ArrayList<>();
        for (int guess = 0; guess < 12; guess++) {
            answers.add(bench.desk.prove(
                    challenge, codes.read("ann", otherThan(right)).orElseThrow()));
        }
        answers.forEach(Bench::await);
        assertThat(bench.state(challenge)).isEqualTo(ChallengeState.EXPIRED);
        assertThat(await(office.of("ann")).tries()).containsEntry(FactorsOfUser.Typed.HELP_DESK, 5);
        assertThat(type(challenge, right)).isEqualTo(new Answered.Over(ChallengeState.EXPIRED));
    }

    @Test
    void freshChallengesAndFreshCodesDoNotResetTheCountAndAHundredWrongOnesDisableTheKind() {
        String challenge = "";
        for (int wrong = 0; wrong < 100; wrong++) {
            if (wrong % 5 == 0) {
                challenge = opened();
            }
            String right = await(office.helpDeskCode("ann")).code();
            assertThat(type(challenge, otherThan(right))).isInstanceOf(Answered.WrongCode.class);
        }
        String right = await(office.helpDeskCode("ann")).code();
        assertThat(await(bench.desk.means("ann", "app.example"))).isEqualTo(Means.NONE);
        assertThat(type(opened(), right)).isEqualTo(new Answered.FactorDisabled());
        assertThat(await(office.forgiveTries("ann"))).isTrue();
        String next = opened();
        assertThat(type(next, await(office.helpDeskCode("ann")).code())).isEqualTo(APPROVED);
    }

    @Test
    void whatIsGivenToSomebodyWhoConfirmedNothingCountsADayLaterAndTakesNoOthersPlace() {
        List<String> waiting = await(office.recoveryCodes("ann", false)).orElseThrow();
        assertThat(type(opened(), waiting.get(0))).isEqualTo(new Answered.WrongCode(4));
        assertThat(await(office.recoveryCodes("ann", false))).isEmpty();
        bench.pass(Duration.ofHours(24));
        assertThat(type(opened(), waiting.get(0))).isEqualTo(APPROVED);
        assertThat(recovery("ann")).hasSize(10);
        assertThat(type(opened(), waiting.get(1))).isEqualTo(new Answered.WrongCode(4));
    }

    @Test
    void noCodeApprovesWhatTakesAPasskey() {
        Device phone = bench.phone("ann");
        String right = recovery("ann").get(0);
        String challenge = bench.openedForPasskey("ann").id();
        assertThat(type(challenge, right)).isEqualTo(new Answered.PasskeyOnly());
        await(bench.desk.deny(challenge, phone, 0, false));
        assertThat(type(opened(), right)).isEqualTo(APPROVED);
    }

    @Test
    void anotherWayGivesMoreTimeOnce() {
        bench.phone("ann");
        recovery("ann");
        String challenge = bench.opened("ann", STRANGER, false).id();
        bench.pass(Duration.ofSeconds(80));
        await(bench.desk.renew(challenge));
        Instant renewed = await(bench.desk.find(challenge)).orElseThrow().expires();
        assertThat(Duration.between(bench.now(), renewed)).isEqualTo(Duration.ofMinutes(5));
        bench.pass(Duration.ofMinutes(4));
        await(bench.desk.renew(challenge));
        assertThat(await(bench.desk.find(challenge)).orElseThrow().expires()).isEqualTo(renewed);
        bench.pass(Duration.ofMinutes(1));
        assertThat(bench.state(challenge)).isEqualTo(ChallengeState.EXPIRED);
    }

    @Test
    void whatHasTheShapeOfNoCodeIsNoGuess() {
        for (String text : List.of("", "12345", "1234567", "ABCDEFGHIJK", "UUUUUUUUUU", "1".repeat(33))) {
            assertThat(codes.read("ann", text)).as(text).isEmpty();
        }
    }
}
