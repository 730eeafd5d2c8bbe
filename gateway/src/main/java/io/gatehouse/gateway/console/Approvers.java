package io.gatehouse.gateway.console;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What an operator can do about what a user approves sign-ins with. Users are named as they sign in. Never blocks. */
public interface Approvers {
    /** A code for one sign-in: for the user's ears only. */
    record Code(String code, Instant expires) {
        @Override
        public String toString() {
            return "Code[until " + expires + "]";
        }
    }

    /** Gives out a code in place of an earlier one. */
    CompletionStage<Code> helpDeskCode(String user);

    /** What the user has; nothing of it is secret. */
    CompletionStage<Map<String, ?>> of(String user);

    /** False if the user has no phone or other factor of this id. */
    CompletionStage<Boolean> rename(String user, String id, String name);

    /** False if the user has no phone or other factor of this id. */
    CompletionStage<Boolean> revoke(String user, String id);

    /** What was disabled by too many wrong codes may be used again; false if nothing was counted. */
    CompletionStage<Boolean> forgiveTries(String user);
}
