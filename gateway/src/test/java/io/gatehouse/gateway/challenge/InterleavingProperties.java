package io.gatehouse.gateway.challenge;

import static io.gatehouse.gateway.challenge.Bench.await;
import static io.gatehouse.gateway.challenge.Bench.otherThan;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.store.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whatever happens at the same time, a challenge has one outcome. */
class InterleavingProperties {
    enum Act {
        APPROVE,
        WRONG_CODE,
        DENY,
        EXPIRE,
        CANCEL,
        REDEEM
    }

    private static final Bench BENCH = new Bench();
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(4);
    private static final AtomicInteger USERS = new AtomicInteger();

    @AfterContainer
    static void close() {
        THREADS.shutdown();
        BENCH.close();
    }

    @Property(tries = 500)
    void aChallengeEndsOnce(
            @ForAll @Size(min = 2, max = 8) List<Act> one, @ForAll @Size(min = 2, max = 8) List<Act> other)
            throws Exception {
        String user = "user-" + USERS.incrementAndGet();
        Device phone = BENCH.phone(user);
        Opening.Opened opened = BENCH.opened(user, Bench.STRANGER, false);
        AtomicInteger redeemed = new AtomicInteger();
        AtomicInteger approved = new AtomicInteger();
        AtomicInteger denied = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(4);
        List<Future<?>> threads = new ArrayList<>();
        for (List<Act> acts : List.of(one, other, one, other)) {
            threads.add(THREADS.submit(() -> {
                start.await();
                for (Act act : acts) {
                    perform(act, opened, phone, redeemed, approved, denied);
                }
                return null;
            }));
        }
        join(threads);

        ChallengeState state = BENCH.state(opened.id());
        long endings = BENCH.endings().stream()
                .filter(ending -> ending.challenge().equals(opened.id()))
                .count();
        boolean endedUnapproved =
                state == ChallengeState.DENIED || state == ChallengeState.EXPIRED || state == ChallengeState.CANCELLED;
        assertThat(redeemed.get()).isEqualTo(state == ChallengeState.REDEEMED ? 1 : 0);
        assertThat(endings).isEqualTo(endedUnapproved ? 1 : 0);
        assertThat(approved.get() + denied.get()).isLessThanOrEqualTo(1);
        assertThat(denied.get()).isEqualTo(state == ChallengeState.DENIED ? 1 : 0);
        if (state == ChallengeState.REDEEMED || state == ChallengeState.APPROVED) {
            assertThat(approved.get()).isEqualTo(1);
        }
        BENCH.endings.clear();
    }

    private static void perform(
            Act act,
            Opening.Opened opened,
            Device phone,
            AtomicInteger redeemed,
            AtomicInteger approved,
            AtomicInteger denied) {
        Desk desk = BENCH.desk;
        int seen = await(desk.find(opened.id())).orElseThrow().wrongCodes();
        switch (act) {
            case APPROVE -> count(await(desk.approve(opened.id(), phone, seen, opened.code())), approved);
            case WRONG_CODE -> await(desk.approve(opened.id(), phone, seen, otherThan(opened.code())));
            case DENY -> count(await(desk.deny(opened.id(), phone, seen, false)), denied);
            case EXPIRE -> {
                BENCH.pass(Bench.EXPIRES.dividedBy(3));
                desk.sweep();
            }
            case CANCEL -> await(desk.cancel(opened.id()));
            case REDEEM -> redeemed.addAndGet(await(desk.redeem(opened.id())) ? 1 : 0);
        }
    }

    private static void count(Answered answered, AtomicInteger accepted) {
        if (answered instanceof Answered.Accepted) {
            accepted.incrementAndGet();
        }
    }

    private static void join(List<Future<?>> threads) throws InterruptedException, ExecutionException {
        for (Future<?> thread : threads) {
            thread.get();
        }
    }
}
