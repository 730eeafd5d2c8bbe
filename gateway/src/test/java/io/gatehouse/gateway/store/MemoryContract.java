package io.gatehouse.gateway.store;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.familiarity.Commonness;
import io.gatehouse.gateway.store.history.Doubt;
import io.gatehouse.gateway.store.history.History;
import io.gatehouse.gateway.store.history.Print;
import io.gatehouse.gateway.store.history.Visit;
import io.gatehouse.risk.Facts;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every memory must do. */
public abstract class MemoryContract {
    private static final Duration DAY = Duration.ofDays(1);

    protected final Pseudonyms pseudonyms = new Pseudonyms(Keyring.temporary());

    protected abstract Memory memory();

    protected abstract Instant now();

    protected abstract void setTime(Instant time);

    protected static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    protected Traces traces(String user) throws Exception {
        return traces(user, "198.51.100.7");
    }

    private Traces traces(String user, String address) throws Exception {
        return pseudonyms.traces(
                user,
                InetAddress.getByName(address),
                2119,
                new Pseudonyms.Client(new byte[16], true, "Firefox/128.0", null));
    }

    protected void signIn(String user) throws Exception {
        Traces traces = traces(user);
        await(memory().succeeded(traces, visit(traces)));
    }

    /** Of somebody's ordinary client. */
    public static Traces someTraces(String user) throws Exception {
        return new Pseudonyms(Keyring.temporary())
                .traces(
                        user,
                        InetAddress.getByName("198.51.100.7"),
                        2119,
                        new Pseudonyms.Client(new byte[16], true, "Firefox/128.0", null));
    }

    /** Now. */
    public static Visit someVisit(Traces traces) {
        return visit(traces, Instant.now());
    }

    private Visit visit(Traces traces) {
        return visit(traces, now());
    }

    private static Visit visit(Traces traces, Instant at) {
        return new Visit(
                at,
                traces.device(),
                traces.prefix(),
                traces.address(),
                traces.asn(),
                "NO",
                "NO-03",
                traces.agent(),
                "Firefox",
                "macOS",
                "desktop",
                "nb",
                60,
                11,
                5,
                Print.UNKNOWN);
    }

    protected Recollection recall(String user) throws Exception {
        return recall(traces(user));
    }

    private Recollection recall(Traces traces) throws Exception {
        return await(memory().recall(traces, visit(traces)));
    }

    @Test
    void anAccountNeverSeenHasAnEmptyHistory() throws Exception {
        Recollection nothing = recall("alice");
        assertThat(nothing.history()).isEqualTo(History.EMPTY);
        assertThat(nothing.began()).isNull();
    }

    @Test
    void theNextAttemptSeesWhatTheLastOneTaught() throws Exception {
        recall("alice");
        signIn("alice");
        Recollection recollection = recall("alice");
        assertThat(recollection.history().signIns()).isEqualTo(1);
        assertThat(recollection.began()).isEqualTo(now().truncatedTo(SECONDS));
        assertThat(recall("bob").history().signIns()).isZero();
    }

    @Test
    void theMemoryBeganWithItsEarliestSignIn() throws Exception {
        Instant today = now();
        signIn("alice");
        setTime(today.minus(DAY.multipliedBy(30)));
        signIn("bob");
        setTime(today);
        assertThat(recall("alice").began())
                .isEqualTo(today.minus(DAY.multipliedBy(30)).truncatedTo(SECONDS));
    }

    @Test
    void aDenialMarksDeviceAndPrefixForThisAccountOnly() throws Exception {
        signIn("bob");
        await(memory().denied(traces("alice"), now()));

        History alice = recall("alice").history();
        assertThat(alice.isReported(traces("alice").device())).isTrue();
        assertThat(alice.isReported(traces("alice").prefix())).isTrue();
        assertThat(alice.signIns()).isZero();
        assertThat(recall("alice").velocity().userDenials24h()).isEqualTo(1);
        assertThat(recall("bob").history().reports()).isEmpty();
    }

    @Test
    void aForgottenAccountIsAsNeverSeen() throws Exception {
        signIn("alice");
        await(memory().failed(traces("alice"), now()));
        await(memory().forget(pseudonyms.user("alice")));
        assertThat(recall("alice").history()).isEqualTo(History.EMPTY);
        assertThat(recall("alice").velocity().userFailures24h()).isZero();
        signIn("alice");
        assertThat(recall("alice").history().signIns()).isEqualTo(1);
    }

    @Test
    void whatIsOlderThanTheRetentionIsNotRecalled() throws Exception {
        signIn("alice");
        setTime(now().plus(DAY.multipliedBy(181)));
        assertThat(recall("alice").history()).isEqualTo(History.EMPTY);
        assertThat(await(memory().historyOf(pseudonyms.user("alice")))).isEqualTo(History.EMPTY);
    }

    @Test
    void signInsAtTheSameTimeAreAllLearnt() throws Exception {
        List<CompletionStage<Void>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Traces traces = traces("alice", "198.51." + i + ".7");
            all.add(memory().succeeded(traces, visit(traces)));
        }
        for (CompletionStage<Void> one : all) {
            await(one);
        }
        assertThat(recall("alice").history().signIns()).isEqualTo(8);
    }

    @Test
    void failuresAreCountedByAccountAddressAndNetworkWithinTheirWindows() throws Exception {
        await(memory().failed(traces("alice"), now()));
        await(memory().failed(traces("alice"), now()));
        await(memory().failed(traces("bob", "198.51.100.8"), now()));

        Facts.Velocity seen = recall("alice").velocity();
        assertThat(seen.userFailures10m()).isEqualTo(2);
        assertThat(seen.addressFailures10m()).isEqualTo(2);
        assertThat(seen.networkFailures1h()).isEqualTo(3);
        assertThat(seen.globalFailures10m()).isEqualTo(3);

        setTime(now().plus(Duration.ofMinutes(30)));
        Facts.Velocity later = recall("alice").velocity();
        assertThat(later.userFailures10m()).isZero();
        assertThat(later.userFailures24h()).isEqualTo(2);
        assertThat(later.addressFailures1h()).isEqualTo(2);
    }

    @Test
    void accountsAreToldApartByAddressNetworkAndDevice() throws Exception {
        recall("alice");
        recall("bob");
        recall(traces("cid", "198.51.100.8"));
        Recollection seen = recall("alice");
        assertThat(seen.velocity().addressUsers1h()).isEqualTo(2);
        assertThat(seen.velocity().networkUsers1h()).isEqualTo(3);
        assertThat(seen.deviceAccounts24h()).isEqualTo(3);
    }

    @Test
    void challengesDenialsAndSuccessesAreCounted() throws Exception {
        await(memory().challenged(traces("alice"), now()));
        await(memory().denied(traces("alice"), now()));
        signIn("alice");
        signIn("bob");
        Facts.Velocity seen = recall("alice").velocity();
        assertThat(seen.userChallenges1h()).isEqualTo(1);
        assertThat(seen.userDenials24h()).isEqualTo(1);
        assertThat(seen.addressSuccessUsers24h()).isEqualTo(2);
    }

    @Test
    void everybodysSumsSayHowCommonASignInIs() throws Exception {
        assertThat(recall("alice").everybody()).isEqualTo(Commonness.NOTHING);
        signIn("alice");
        signIn("alice");
        signIn("bob");
        assertThat(recall("cid").everybody()).isEqualTo(new Commonness(3, 2, 3, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1, 1));
        assertThat(recall(traces("cid", "203.0.113.9")).everybody().address()).isZero();
        await(memory().forget(pseudonyms.user("alice")));
        assertThat(recall("cid").everybody().users()).isEqualTo(1);
        assertThat(recall("cid").everybody().signIns()).isEqualTo(3);
    }

    @Test
    void whatWasLearntSinceATakeoverIsTakenBack() throws Exception {
        signIn("alice");
        setTime(now().plus(DAY));
        signIn("alice");
        Doubt doubt = new Doubt(now().minus(DAY.dividedBy(2)), Set.of());
        History left = await(memory().unlearn(pseudonyms.user("alice"), doubt));
        assertThat(left.signIns()).isEqualTo(1);
        assertThat(recall("alice").history().signIns()).isEqualTo(1);
    }
}
