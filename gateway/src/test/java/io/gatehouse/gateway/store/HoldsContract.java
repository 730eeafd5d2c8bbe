package io.gatehouse.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.store.history.Print;
import io.gatehouse.gateway.store.history.Visit;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What every store of holds must do. */
public abstract class HoldsContract {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00.123Z");

    protected abstract Holds holds();

    protected static Hold hold(String challenge, String user) {
        Traces traces = new Traces("AAAAAAAAAAAAAAAAAAAAAA", 1, 2, true, 3, 4, 5, 2119, 6, 7);
        Visit visit = new Visit(
                NOW,
                2,
                5,
                3,
                2119,
                "NO",
                "NO-03",
                6,
                "Firefox",
                "Linux",
                "desktop",
                "nb",
                60.5,
                Double.NaN,
                5,
                new Print((short) 1, (short) 2, (short) 3, (short) 4, (short) -5, 6, false));
        return new Hold(
                challenge,
                "decision",
                user,
                "client",
                true,
                "/login?next=%2F",
                "/",
                NOW,
                new byte[] {1},
                new byte[] {2, 0, (byte) 0xff},
                new byte[0],
                traces,
                visit);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void whatWasPutIsFoundAsItWas() {
        Hold one = hold("one", "ann");
        await(holds().put(one));
        assertThat(await(holds().find("one")).orElseThrow())
                .usingRecursiveComparison()
                // NaN is as good as any.
                .withEqualsForType(Double::equals, Double.class)
                .isEqualTo(one);
        assertThat(await(holds().find("two"))).isEmpty();
    }

    @Test
    void oneCallerOnlyTakesIt() {
        await(holds().put(hold("one", "ann")));
        CompletionStage<Boolean> first = holds().take("one").thenApply(taken -> taken.isPresent());
        CompletionStage<Boolean> second = holds().take("one").thenApply(taken -> taken.isPresent());
        assertThat(await(first) ^ await(second)).isTrue();
        assertThat(await(holds().find("one"))).isEmpty();
    }

    @Test
    void allThatWaitAreTold() {
        await(holds().put(hold("one", "ann")));
        await(holds().put(hold("two", "bob")));
        await(holds().put(hold("three", "cid")));
        await(holds().take("two"));
        assertThat(await(holds().all())).extracting(Hold::challenge).containsExactlyInAnyOrder("one", "three");
    }
}
