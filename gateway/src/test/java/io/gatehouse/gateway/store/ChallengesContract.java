package io.gatehouse.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.exchange.Challenge;
import io.gatehouse.gateway.exchange.ChallengeState;
import io.gatehouse.gateway.exchange.Prompt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What every store of challenges must do. */
public abstract class ChallengesContract {
    private static final Instant START = Instant.parse("2026-11-24T10:00:00.123456789Z");

    protected abstract Challenges challenges();

    private static Challenge pending(String id, String user, Instant opened) {
        Prompt prompt = new Prompt(
                user, "decision", START, "app.example", "Oslo, Norway", Double.NaN, -0.0, "Firefox", "203.0.113.9");
        return new Challenge(
                id,
                prompt,
                "hash",
                opened,
                opened.plusSeconds(90),
                false,
                true,
                true,
                false,
                ChallengeState.PENDING,
                0,
                false);
    }

    private static Challenge ended(Challenge challenge) {
        return challenge.become(ChallengeState.DENIED, challenge.opened());
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void whatWasAddedIsFoundAsItWas() {
        Challenge one = pending("one", "ann", START);
        assertThat(await(challenges().add(one))).isTrue();
        assertThat(await(challenges().find("one"))).contains(one);
        assertThat(await(challenges().find("another"))).isEmpty();
    }

    @Test
    void aUserHasOnePendingAtATime() {
        Challenge first = pending("first", "ann", START);
        await(challenges().add(first));
        assertThat(await(challenges().add(pending("second", "ann", START)))).isFalse();
        assertThat(await(challenges().find("second"))).isEmpty();
        assertThat(await(challenges().add(pending("bobs", "bob", START)))).isTrue();
        await(challenges().replace(first, first.become(ChallengeState.APPROVED, START)));
        assertThat(await(challenges().add(pending("third", "ann", START)))).isTrue();
    }

    @Test
    void aReplacementNeedsWhatIsThere() {
        Challenge first = pending("first", "ann", START);
        Challenge counted = first.withWrongCode();
        assertThat(await(challenges().replace(first, counted))).isFalse();
        await(challenges().add(first));
        assertThat(await(challenges().replace(first, counted))).isTrue();
        assertThat(await(challenges().replace(first, ended(first)))).isFalse();
        assertThat(await(challenges().find("first"))).contains(counted);
    }

    @Test
    void theLatestComeFirstAndNotMoreThanAreRemembered() {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < Challenges.REMEMBERED + 3; i++) {
            Challenge one = pending("id-" + i, "ann", START.plusSeconds(i));
            await(challenges().add(one));
            await(challenges().replace(one, ended(one)));
            newestFirst.add(0, one.id());
        }
        assertThat(await(challenges().latest("ann")))
                .extracting(Challenge::id)
                .containsExactlyElementsOf(newestFirst.subList(0, Challenges.REMEMBERED));
        assertThat(await(challenges().latest("bob"))).isEmpty();
    }

    @Test
    void theUnfinishedArePendingOrApproved() {
        Challenge over = pending("over", "ann", START);
        Challenge approved = pending("approved", "bob", START);
        Challenge open = pending("open", "cid", START);
        for (Challenge one : List.of(over, approved, open)) {
            await(challenges().add(one));
        }
        await(challenges().replace(over, ended(over)));
        await(challenges().replace(approved, approved.become(ChallengeState.APPROVED, START)));
        assertThat(await(challenges().unfinished()))
                .extracting(Challenge::id)
                .containsExactlyInAnyOrder("approved", "open");
    }

    @Test
    void onlyTheOldAndFinishedAreForgotten() {
        Challenge old = pending("old", "ann", START);
        await(challenges().add(old));
        await(challenges().replace(old, ended(old)));
        Challenge recent = pending("recent", "ann", START.plusSeconds(60));
        await(challenges().add(recent));
        await(challenges().replace(recent, ended(recent)));
        Challenge oldButOpen = pending("open", "bob", START);
        await(challenges().add(oldButOpen));
        await(challenges().forget(START.plusSeconds(30)));
        assertThat(await(challenges().find("old"))).isEmpty();
        assertThat(await(challenges().latest("ann"))).extracting(Challenge::id).containsExactly("recent");
        assertThat(await(challenges().find("open"))).isPresent();
    }

    @Test
    void whatOneUserWasAskedIsErasedButForWhatIsOpen() {
        Challenge over = pending("over", "ann", START);
        await(challenges().add(over));
        await(challenges().replace(over, ended(over)));
        await(challenges().add(pending("open", "ann", START.plusSeconds(1))));
        Challenge bobs = pending("bobs", "bob", START);
        await(challenges().add(bobs));
        await(challenges().replace(bobs, ended(bobs)));
        await(challenges().erase("ann"));
        assertThat(await(challenges().find("over"))).isEmpty();
        assertThat(await(challenges().latest("ann"))).extracting(Challenge::id).containsExactly("open");
        assertThat(await(challenges().find("bobs"))).isPresent();
        await(challenges().erase("nobody"));
    }

    @Test
    void everyChangeIsToldAndNoFailedOne() {
        List<String> told = new CopyOnWriteArrayList<>();
        challenges().whenChanged(one -> told.add(one.id() + " " + one.state() + " " + one.wrongCodes()));
        Challenge first = pending("first", "ann", START);
        await(challenges().add(first));
        await(challenges().add(pending("second", "ann", START)));
        await(challenges().replace(first, first.withWrongCode()));
        await(challenges().replace(first, ended(first)));
        assertThat(told).containsExactly("first PENDING 0", "first PENDING 1");
    }
}
