package io.gatehouse.gateway.challenge;

import static io.gatehouse.gateway.challenge.Bench.OTHER_STRANGER;
import static io.gatehouse.gateway.challenge.Bench.STRANGER;
import static io.gatehouse.gateway.challenge.Bench.await;
import static io.gatehouse.gateway.challenge.Bench.otherThan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.gateway.exchange.Challenge;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeskTest {
    private final Bench bench = new Bench();
    private final Desk desk = bench.desk;
    private final Device phone = bench.phone("ann");

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void theRightCodeApprovesAndIsRedeemedOnce() {
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        assertThat(opened.code()).matches("[0-9]{6}");
        assertThat(opened.means()).isEqualTo(new Means(true, false, false, false, false, false));
        assertThat(await(desk.redeem(opened.id()))).isFalse();
        assertThat(await(desk.approve(opened.id(), phone, 0, opened.code())))
                .isEqualTo(new Answered.Accepted(ChallengeState.APPROVED));
        assertThat(await(desk.redeem(opened.id()))).isTrue();
        assertThat(await(desk.redeem(opened.id()))).isFalse();
        assertThat(bench.state(opened.id())).isEqualTo(ChallengeState.REDEEMED);
        assertThat(bench.endings()).isEmpty();
    }

    @Test
    void aDenialIsTheEndAndIsToldOnce() {
        String id = bench.opened("ann", STRANGER, false).id();
        assertThat(await(desk.deny(id, phone, 0, true))).isEqualTo(new Answered.Accepted(ChallengeState.DENIED));
        assertThat(await(desk.deny(id, phone, 0, false))).isEqualTo(new Answered.Over(ChallengeState.DENIED));
        assertThat(await(desk.redeem(id))).isFalse();
        assertThat(bench.endings()).containsExactly(new Bench.Ending(id, ChallengeState.DENIED, true));
    }

    @Test
    void aWrongCodeIsCountedAndItsCopyIsStale() {
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        String wrong = otherThan(opened.code());
        assertThat(await(desk.approve(opened.id(), phone, 0, wrong))).isEqualTo(new Answered.WrongCode(4));
        assertThat(await(desk.approve(opened.id(), phone, 0, wrong))).isEqualTo(new Answered.Stale());
        assertThat(await(desk.approve(opened.id(), phone, 0, opened.code()))).isEqualTo(new Answered.Stale());
        assertThat(bench.current(phone).wrongCodes()).isEqualTo(1);
        assertThat(await(desk.approve(opened.id(), phone, 1, opened.code())))
                .isEqualTo(new Answered.Accepted(ChallengeState.APPROVED));
        assertThat(bench.current(phone).wrongCodes()).isZero();
    }

    @Test
    void fiveWrongCodesEndTheChallenge() {
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        for (int seen = 0; seen < 5; seen++) {
            assertThat(await(desk.approve(opened.id(), phone, seen, otherThan(opened.code()))))
                    .isEqualTo(new Answered.WrongCode(4 - seen));
        }
        assertThat(await(desk.approve(opened.id(), phone, 5, opened.code())))
                .isEqualTo(new Answered.Over(ChallengeState.EXPIRED));
        assertThat(bench.endings()).containsExactly(new Bench.Ending(opened.id(), ChallengeState.EXPIRED, false));
    }

    @Test
    void freshCodesDoNotResetTheCountAndAHundredWrongOnesDisableThePhone() {
        Answered last = new Answered.Unknown();
        for (int wrong = 0; wrong < 100; wrong++) {
            if (wrong % 5 == 0) {
                bench.pass(Duration.ofHours(2));
                bench.opened("ann", STRANGER, false);
            }
            Challenge ringing = await(desk.ringing("ann")).orElseThrow();
            last = await(desk.approve(ringing.id(), phone, ringing.wrongCodes(), "not a code"));
        }
        assertThat(last).isEqualTo(new Answered.DeviceDisabled());
        assertThat(bench.current(phone).disabled()).isTrue();
        assertThat(await(desk.isEnrolled("ann"))).isFalse();
        bench.pass(Duration.ofHours(2));
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        assertThat(await(desk.approve(opened.id(), bench.current(phone), 0, opened.code())))
                .isEqualTo(new Answered.DeviceDisabled());
    }

    @Test
    void aPhoneCanDenyWhatOnlyAPasskeyMayApprove() {
        Opening.Opened opened = bench.openedForPasskey("ann");
        assertThat(await(desk.find(opened.id())).orElseThrow().enrolled()).isFalse();
        assertThat(opened.means().words(true)).isEmpty();
        assertThat(await(desk.approve(opened.id(), phone, 0, opened.code()))).isEqualTo(new Answered.PasskeyOnly());
        assertThat(await(desk.approve(opened.id(), phone, 0, otherThan(opened.code()))))
                .isEqualTo(new Answered.PasskeyOnly());
        assertThat(bench.state(opened.id())).isEqualTo(ChallengeState.PENDING);
        assertThat(bench.current(phone).wrongCodes()).isZero();
        assertThat(await(desk.deny(opened.id(), phone, 0, true)))
                .isEqualTo(new Answered.Accepted(ChallengeState.DENIED));
    }

    @Test
    void anotherUsersPhoneLearnsNothing() {
        Device bobs = bench.phone("bob");
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        assertThat(await(desk.approve(opened.id(), bobs, 0, opened.code()))).isEqualTo(new Answered.Unknown());
        assertThat(await(desk.deny(opened.id(), bobs, 0, true))).isEqualTo(new Answered.Unknown());
        assertThat(await(desk.deny("no such challenge", bobs, 0, true))).isEqualTo(new Answered.Unknown());
        assertThat(bench.state(opened.id())).isEqualTo(ChallengeState.PENDING);
    }

    @Test
    void theTimerLetsAChallengeLapseThatNobodyAsksFor() {
        String id = bench.opened("ann", STRANGER, false).id();
        bench.pass(Bench.EXPIRES.minusMillis(1));
        desk.sweep();
        assertThat(bench.state(id)).isEqualTo(ChallengeState.PENDING);
        bench.pass(Duration.ofMillis(1));
        desk.sweep();
        await(bench.store.durably(() -> 0));
        assertThat(bench.endings()).containsExactly(new Bench.Ending(id, ChallengeState.EXPIRED, false));
        assertThat(bench.state(id)).isEqualTo(ChallengeState.EXPIRED);
    }

    @Test
    void aLateAnswerIsRefusedThoughTheTimerHasNotCome() {
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        bench.pass(Bench.EXPIRES);
        assertThat(await(desk.approve(opened.id(), phone, 0, opened.code())))
                .isEqualTo(new Answered.Over(ChallengeState.EXPIRED));
    }

    @Test
    void whatIsApprovedAndNotFetchedLapsesToo() {
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        await(desk.approve(opened.id(), phone, 0, opened.code()));
        bench.pass(Desk.REDEEMABLE);
        assertThat(await(desk.redeem(opened.id()))).isFalse();
        assertThat(bench.endings()).containsExactly(new Bench.Ending(opened.id(), ChallengeState.EXPIRED, false));
    }

    @Test
    void aKnownDeviceTakesThePhoneOverFromAStranger() {
        String stranger = bench.opened("ann", STRANGER, false).id();
        String owner = bench.opened("ann", OTHER_STRANGER, true).id();
        assertThat(bench.state(stranger)).isEqualTo(ChallengeState.CANCELLED);
        assertThat(bench.state(owner)).isEqualTo(ChallengeState.PENDING);
        assertThat(bench.endings()).containsExactly(new Bench.Ending(stranger, ChallengeState.CANCELLED, false));
    }

    @Test
    void aStrangerDoesNotTakeThePhoneOver() {
        bench.opened("ann", STRANGER, false);
        assertThat(bench.refused("ann", OTHER_STRANGER, false)).isEqualTo(Bench.EXPIRES);
        bench.opened("bob", OTHER_STRANGER, false);
    }

    @Test
    void givingUpFreesThePhoneAndIsTold() {
        String id = bench.opened("ann", STRANGER, false).id();
        await(desk.cancel(id));
        await(desk.cancel(id));
        assertThat(bench.endings()).containsExactly(new Bench.Ending(id, ChallengeState.CANCELLED, false));
        assertThat(await(desk.ringing("ann"))).isEmpty();
    }

    @Test
    void watchersHearOfEachLaterStateUntilTheyClose() {
        Opening.Opened opened = bench.opened("ann", STRANGER, false);
        List<ChallengeState> heard = new ArrayList<>();
        List<ChallengeState> notHeard = new ArrayList<>();
        List<String> atThePhone = new ArrayList<>();
        Watch closed = desk.watch(opened.id(), notHeard::add);
        closed.close();
        closed.close();
        Watch watch = desk.watch(opened.id(), heard::add);
        Watch user = desk.watchUser("ann", one -> atThePhone.add(one.state() + " " + one.wrongCodes()));
        await(desk.approve(opened.id(), phone, 0, otherThan(opened.code())));
        await(desk.approve(opened.id(), phone, 1, opened.code()));
        await(desk.redeem(opened.id()));
        watch.close();
        user.close();
        assertThat(heard).containsExactly(ChallengeState.APPROVED, ChallengeState.REDEEMED);
        assertThat(atThePhone).containsExactly("PENDING 1", "APPROVED 1", "REDEEMED 1");
        assertThat(notHeard).isEmpty();
    }

    @Test
    void oneChallengeHasFourWatchersAtMost() {
        List<Watch> watches = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            watches.add(desk.watch("a challenge", state -> {}));
        }
        assertThatThrownBy(() -> desk.watch("a challenge", state -> {})).isInstanceOf(RejectedExecutionException.class);
        watches.get(0).close();
        desk.watch("a challenge", state -> {}).close();
    }

    @Test
    void aRestartTakesUpWhatWasLeftOpen(@TempDir Path directory) throws Exception {
        String left;
        try (Bench before = new Bench(EmbeddedStore.open(directory))) {
            left = before.opened("ann", STRANGER, false).id();
        }
        try (Bench after = new Bench(EmbeddedStore.open(directory))) {
            after.pass(Bench.EXPIRES);
            StoppedTimer timer = new StoppedTimer();
            await(after.desk.start(timer));
            timer.runAll();
            await(after.store.durably(() -> 0));
            assertThat(after.endings()).containsExactly(new Bench.Ending(left, ChallengeState.EXPIRED, false));
        }
    }
}
