package io.gatehouse.gateway.challenge.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.gateway.challenge.Bench;
import io.gatehouse.gateway.challenge.Opening;
import io.gatehouse.gateway.store.Device;
import io.gatehouse.gateway.store.Enrolments;
import io.gatehouse.gateway.store.PushRegistration;
import io.gatehouse.gateway.store.embedded.EmbeddedStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sign-ins that ring phones, by services that do what a test says. */
class PushBellTest {
    private static final class Scripted implements PushService {
        private final PushRegistration.Service service;
        private final ConcurrentLinkedQueue<Message> got = new ConcurrentLinkedQueue<>();
        private CompletableFuture<Delivery> answer = CompletableFuture.completedFuture(new Delivery.Delivered());

        Scripted(PushRegistration.Service service) {
            this.service = service;
        }

        void answers(Delivery delivery) {
            answer = CompletableFuture.completedFuture(delivery);
        }

        @Override
        public PushRegistration.Service service() {
            return service;
        }

        @Override
        public void check(PushRegistration registration) {}

        @Override
        public String limited(PushRegistration registration) {
            return service.name();
        }

        @Override
        public CompletableFuture<Delivery> push(PushRegistration to, Message message) {
            got.add(message);
            return answer;
        }

        @Override
        public void close() {}
    }

    private final Scripted fcm = new Scripted(PushRegistration.Service.FCM);
    private final Scripted apns = new Scripted(PushRegistration.Service.APNS);
    private final Bench bench = new Bench(EmbeddedStore.inMemory(), List.of(fcm, apns));

    @AfterEach
    void close() {
        bench.close();
    }

    private Device phone(PushRegistration.Service service) {
        Device device = new Device("phone-" + service, "ann", "Phone", "", bench.now(), 0, false)
                .reachedBy(new PushRegistration(service, "token"));
        Bench.await(bench.enrolments.invite(
                device.id(), new Enrolments.Invitation("ann", bench.now().plusSeconds(60))));
        Bench.await(bench.enrolments.enrol(device.id(), device, bench.now()));
        return device;
    }

    private Opening.Opened signIn() {
        return bench.opened("ann", Bench.STRANGER, true);
    }

    private Optional<Delivery> test(Device device) {
        return Bench.await(bench.bell.test(device.id()));
    }

    @Test
    void aSignInRingsEachPhoneByItsService() {
        phone(PushRegistration.Service.FCM);
        phone(PushRegistration.Service.APNS);
        Opening.Opened opened = signIn();
        assertThat(opened.means().woken()).isTrue();
        PushService.Message message =
                new PushService.Message(opened.id(), fcm.got.element().left());
        assertThat(message.left()).isBetween(Bench.EXPIRES.minusMillis(1), Bench.EXPIRES);
        assertThat(fcm.got).containsExactly(message);
        assertThat(apns.got).containsExactly(message);
    }

    @Test
    void aServiceThatNeverAnswersHoldsNothingUp() {
        apns.answer = new CompletableFuture<>();
        phone(PushRegistration.Service.APNS);
        phone(PushRegistration.Service.FCM);
        assertThat(signIn().means().woken()).isTrue();
        assertThat(fcm.got).hasSize(1);
    }

    @Test
    void aPhoneThatItsServiceKnowsNoMoreIsForgottenAndHearsByPolling() {
        fcm.answers(new Delivery.Unregistered());
        Device phone = phone(PushRegistration.Service.FCM);
        assertThat(signIn().means().woken()).isTrue();
        await().until(() -> bench.current(phone).push() == null);
        Opening.Opened second = signIn();
        assertThat(second.means().phone()).isTrue();
        assertThat(second.means().woken()).isFalse();
    }

    @Test
    void aServiceThatWantsToBeLeftAloneIsNotAskedUntilThen() {
        Instant until = bench.now().plusSeconds(30);
        fcm.answers(new Delivery.Throttled(until));
        Device phone = phone(PushRegistration.Service.FCM);
        test(phone);
        fcm.answers(new Delivery.Delivered());
        assertThat(bench.bell.reaches(phone)).isFalse();
        assertThat(test(phone)).contains(new Delivery.Throttled(until));
        assertThat(fcm.got).hasSize(1);
        bench.pass(Duration.ofSeconds(30));
        assertThat(bench.bell.reaches(phone)).isTrue();
        assertThat(test(phone)).contains(new Delivery.Delivered());
    }

    @Test
    void aServiceThatKeepsFailingIsNotCountedOnButTried() {
        fcm.answers(new Delivery.Failed("no"));
        Device phone = phone(PushRegistration.Service.FCM);
        for (int i = 0; i < 3; i++) {
            assertThat(bench.bell.reaches(phone)).isTrue();
            test(phone);
        }
        assertThat(bench.bell.reaches(phone)).isFalse();
        fcm.answers(new Delivery.Delivered());
        assertThat(test(phone)).contains(new Delivery.Delivered());
        assertThat(bench.bell.reaches(phone)).isTrue();
    }

    @Test
    void whatBecameOfPushesIsCountedAndTimed() {
        Device phone = phone(PushRegistration.Service.FCM);
        test(phone);
        fcm.answers(new Delivery.Failed("no"));
        test(phone);
        PushReport report = bench.bell.report().get(PushRegistration.Service.FCM);
        assertThat(report).isNotNull();
        assertThat(report.outcomes()).containsEntry("delivered", 1L).containsEntry("failed", 1L);
        assertThat(report.medianMillis()).isNotNegative();
    }

    @Test
    void aPhoneThatNobodyHasIsNone() {
        assertThat(Bench.await(bench.bell.test("nobody"))).isEmpty();
    }
}
