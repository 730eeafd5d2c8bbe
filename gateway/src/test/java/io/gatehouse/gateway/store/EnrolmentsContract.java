package io.gatehouse.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.store.Enrolments.Enrolled;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What every store of enrolments must do. */
public abstract class EnrolmentsContract {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);

    protected abstract Enrolments enrolments();

    private static Device device(String id, String user) {
        return new Device(id, user, "Phone", "key", NOW, 0, false);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private void invite(String token, String user) {
        await(enrolments().invite(token, new Enrolments.Invitation(user, LATER)));
    }

    @Test
    void anInvitationIsUsedUpByTheDeviceItBrings() {
        invite("token", "ann");
        assertThat(await(enrolments().enrol("token", device("one", "ann"), NOW)))
                .isEqualTo(Enrolled.DONE);
        assertThat(await(enrolments().enrol("token", device("two", "ann"), NOW)))
                .isEqualTo(Enrolled.NO_INVITATION);
        assertThat(await(enrolments().invitation("token"))).isEmpty();
        assertThat(await(enrolments().devicesOf("ann"))).containsExactly(device("one", "ann"));
        assertThat(await(enrolments().device("two"))).isEmpty();
    }

    @Test
    void anInvitationIsForOneUserAndEnds() {
        invite("token", "ann");
        assertThat(await(enrolments().enrol("token", device("one", "bob"), NOW)))
                .isEqualTo(Enrolled.NO_INVITATION);
        assertThat(await(enrolments().enrol("token", device("one", "ann"), LATER)))
                .isEqualTo(Enrolled.NO_INVITATION);
        assertThat(await(enrolments().enrol("other", device("one", "ann"), NOW)))
                .isEqualTo(Enrolled.NO_INVITATION);
    }

    @Test
    void aFullUserKeepsTheInvitation() {
        for (int i = 0; i < Enrolments.DEVICES; i++) {
            invite("token-" + i, "ann");
            await(enrolments().enrol("token-" + i, device("device-" + i, "ann"), NOW));
        }
        invite("token", "ann");
        assertThat(await(enrolments().enrol("token", device("more", "ann"), NOW)))
                .isEqualTo(Enrolled.TOO_MANY);
        assertThat(await(enrolments().invitation("token"))).isPresent();
        assertThat(await(enrolments().devicesOf("ann"))).hasSize(Enrolments.DEVICES);
    }

    @Test
    void aChangeIsMadeInOneStep() {
        invite("token", "ann");
        await(enrolments().enrol("token", device("one", "ann"), NOW));
        assertThat(await(enrolments().change("one", device -> device.countingWrongCode(2))))
                .contains(new Device("one", "ann", "Phone", "key", NOW, 1, false));
        assertThat(await(enrolments().change("one", device -> device.countingWrongCode(2))))
                .contains(new Device("one", "ann", "Phone", "key", NOW, 2, true));
        assertThat(await(enrolments().device("one")).orElseThrow().disabled()).isTrue();
        assertThat(await(enrolments().change("none", device -> device))).isEmpty();
    }

    @Test
    void whatWakesAPhoneIsKeptReplacedAndForgotten() {
        invite("token", "ann");
        await(enrolments().enrol("token", device("one", "ann"), NOW));
        PushRegistration first = new PushRegistration(
                PushRegistration.Service.WEB_PUSH, "https://push.example/first", "public key", "secret");
        PushRegistration second = new PushRegistration(PushRegistration.Service.FCM, "second");
        await(enrolments().change("one", device -> device.reachedBy(first)));
        assertThat(await(enrolments().devicesOf("ann")).get(0).push()).isEqualTo(first);
        await(enrolments().change("one", device -> device.reachedBy(second)));
        await(enrolments().change("one", device -> device.notReachedBy(first)));
        assertThat(await(enrolments().device("one")).orElseThrow().push()).isEqualTo(second);
        await(enrolments().change("one", device -> device.notReachedBy(second)));
        assertThat(await(enrolments().device("one"))).contains(device("one", "ann"));
    }

    @Test
    void aDisabledPhoneIsNotWokenAnyMore() {
        invite("token", "ann");
        await(enrolments().enrol("token", device("one", "ann"), NOW));
        PushRegistration push = new PushRegistration(PushRegistration.Service.APNS, "abcd");
        await(enrolments().change("one", device -> device.reachedBy(push)));
        await(enrolments().change("one", device -> device.countingWrongCode(1)));
        assertThat(await(enrolments().device("one")).orElseThrow().push()).isNull();
    }

    @Test
    void aUserIsErasedWithDevicesAndInvitations() {
        invite("token", "ann");
        await(enrolments().enrol("token", device("one", "ann"), NOW));
        invite("another", "ann");
        invite("bobs", "bob");
        assertThat(await(enrolments().erase("ann"))).isEqualTo(1);
        assertThat(await(enrolments().device("one"))).isEmpty();
        assertThat(await(enrolments().devicesOf("ann"))).isEmpty();
        assertThat(await(enrolments().invitation("another"))).isEmpty();
        assertThat(await(enrolments().invitation("bobs"))).isPresent();
        assertThat(await(enrolments().erase("ann"))).isZero();
    }

    @Test
    void invitationsThatEndedAreForgotten() {
        invite("token", "ann");
        await(enrolments().forgetInvitations(LATER));
        assertThat(await(enrolments().invitation("token"))).isPresent();
        await(enrolments().forgetInvitations(LATER.plusSeconds(1)));
        assertThat(await(enrolments().invitation("token"))).isEmpty();
    }
}
