package io.gatehouse.gateway.flow;

import io.gatehouse.gateway.challenge.Desk;
import io.gatehouse.gateway.challenge.Endings;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.exchange.Outcome;
import io.gatehouse.gateway.flow.respond.challenge.Revocations;
import io.gatehouse.gateway.flow.settle.Ending;
import io.gatehouse.gateway.flow.settle.Settler;
import io.gatehouse.gateway.store.Hold;
import io.gatehouse.risk.Verdict;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of sign-ins that were held: one that was released is learnt; one that was denied, expired or superseded is destroyed, signed out at the application, and settled.
 *
 * <p>The desk tells each ending once, and a node may break off before it has acted on it. So all holds are looked at again every minute, from the start on.
 */
public final class HeldSignIns implements Endings {
    private static final Logger LOG = LoggerFactory.getLogger(HeldSignIns.class);

    private static final Duration LONGEST_RELEASE = Duration.ofMinutes(15);

    private final Revocations revocations;
    private final SignOuts signOuts;
    private final Settler settler;
    private final InstantSource clock;

    public HeldSignIns(Revocations revocations, SignOuts signOuts, Settler settler, InstantSource clock) {
        this.revocations = revocations;
        this.signOuts = signOuts;
        this.settler = settler;
        this.clock = clock;
    }

    /** Looks after what earlier runs, or nodes that broke off, left behind. */
    public void start(Desk desk, ScheduledExecutorService timer) {
        timer.scheduleWithFixedDelay(() -> lookAfter(desk), 0, 1, TimeUnit.MINUTES);
    }

    /** The owner approved, and the client has got its answer. */
    public void released(Hold hold) {
        settle(hold, true, Outcome.SUCCESS);
    }

    @Override
    public void ended(String challenge, ChallengeState state, boolean reported) {
        Outcome outcome = switch (state) {
            case DENIED -> reported ? Outcome.REPORTED : Outcome.DENIED;
            default -> Outcome.EXPIRED;
        };
        revocations.destroy(challenge).whenComplete((destroyed, failure) -> {
            if (failure != null) {
                LOG.error(
                        "challenge {}: its held answer could not be destroyed; it is tried again", challenge, failure);
                return;
            }
            destroyed.ifPresent(gone -> {
                settle(gone.hold(), false, outcome);
                gone.revocation().ifPresent(revocation -> signOuts.signOut("challenge " + challenge, revocation));
            });
        });
    }

    private void lookAfter(Desk desk) {
        try {
            lookAfterAll(desk);
        } catch (RuntimeException e) {
            LOG.error("held sign-ins cannot be looked after; it is tried again", e);
        }
    }

    private void lookAfterAll(Desk desk) {
        revocations.all().whenComplete((holds, failure) -> {
            if (failure != null) {
                LOG.error(
                        "held sign-ins cannot be looked after, the store does not answer; it is tried again", failure);
            } else {
                holds.forEach(hold -> lookAfter(desk, hold));
            }
        });
    }

    /** A hold whose challenge has come to its end, or is not there: long ago, since it is kept for a day. */
    private void lookAfter(Desk desk, Hold hold) {
        desk.find(hold.challenge()).thenAccept(found -> {
            if (found.isEmpty()) {
                ended(hold.challenge(), ChallengeState.EXPIRED, false);
            } else if (found.get().state().isFinal()
                    && !isBeingReleased(found.get().state(), hold)) {
                ended(hold.challenge(), found.get().state(), found.get().reported());
            }
        });
    }

    /** Between being redeemed and being handed out lies a moment; what stays there longer was left by a node that broke off. */
    private boolean isBeingReleased(ChallengeState state, Hold hold) {
        return state == ChallengeState.REDEEMED
                && clock.instant().isBefore(hold.expires().plus(LONGEST_RELEASE));
    }

    private void settle(Hold hold, boolean approved, Outcome outcome) {
        settler.settle(new Ending(
                hold.decision(), clock.instant(), hold.traces(), hold.visit(), Verdict.CHALLENGE, approved, outcome));
    }
}
