package io.gatehouse.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** The phones that may approve, and the invitations to enrol one. Changes are durable when their stage completes. */
public interface Enrolments {
    /** How many phones a user can have. */
    int DEVICES = 8;

    /** An invitation for one user to enrol one phone. */
    record Invitation(String user, Instant expires) {}

    /** What came of an attempt to enrol. */
    enum Enrolled {
        DONE,
        /** The invitation never was, is used up, or is over. */
        NO_INVITATION,
        /** This user has as many phones as can be; the invitation stays. */
        TOO_MANY
    }

    /** Keeps an invitation under the keyed hash of its token. */
    CompletionStage<Void> invite(String tokenHash, Invitation invitation);

    CompletionStage<Optional<Invitation>> invitation(String tokenHash);

    /** Uses up the invitation and adds the device it is for, both or neither. */
    CompletionStage<Enrolled> enrol(String tokenHash, Device device, Instant now);

    CompletionStage<Optional<Device>> device(String id);

    /** A user's devices, the disabled ones too. */
    CompletionStage<List<Device>> devicesOf(String user);

    /** Changes a device in one step; empty if there is none of this id. The change is a pure function: it may be tried more than once. */
    CompletionStage<Optional<Device>> change(String id, UnaryOperator<Device> change);

    /** Forgets a user's devices and invitations for good; tells how many devices there were. */
    CompletionStage<Integer> erase(String user);

    /** Forgets invitations that ended before then. */
    CompletionStage<Void> forgetInvitations(Instant before);
}
