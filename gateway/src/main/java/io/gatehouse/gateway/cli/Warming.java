package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.exchange.LoginAttempt;
import io.gatehouse.gateway.flow.enrich.Atlas;
import io.gatehouse.gateway.flow.enrich.DeviceCookies;
import io.gatehouse.gateway.flow.enrich.DeviceProofs;
import io.gatehouse.gateway.flow.enrich.Enricher;
import io.gatehouse.gateway.flow.enrich.FactBuilder;
import io.gatehouse.gateway.keyring.Keyring;
import io.gatehouse.gateway.store.Pseudonyms;
import io.gatehouse.gateway.store.embedded.EmbeddedMemory;
import io.gatehouse.gateway.store.embedded.EmbeddedStore;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Signs nobody in, at a memory that is thrown away: what the first sign-in of a process would have to load is loaded before it comes. Otherwise that one misses its deadline, and its owner is asked for
 * an approval because we have just started.
 */
final class Warming {
    private static final int SIGN_INS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Warming() {}

    static void up(Atlas atlas) {
        InstantSource clock = InstantSource.system();
        Keyring keyring = Keyring.temporary();
        try (EmbeddedStore store = EmbeddedStore.inMemory()) {
            for (int i = 0; i < SIGN_INS; i++) {
                // A new one has nothing near at hand, and reads what the one before it learnt.
                EmbeddedMemory memory = new EmbeddedMemory(store, Duration.ofDays(1), clock);
                Enricher enricher = new Enricher(
                        new Enricher.Sources(atlas::locate, memory, user -> CompletableFuture.completedFuture(false)),
                        new DeviceCookies(keyring),
                        new DeviceProofs(keyring, clock, new Random()),
                        new Pseudonyms(keyring),
                        new FactBuilder(Duration.ofDays(1)),
                        PATIENCE,
                        new Random());
                LoginAttempt attempt = new LoginAttempt(
                        "warming",
                        clock.instant(),
                        "/",
                        "nobody",
                        InetAddress.getLoopbackAddress(),
                        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                        "en",
                        null);
                enricher.enrich(attempt)
                        .thenCompose(enriched -> memory.succeeded(enriched.traces(), enriched.visit()))
                        .toCompletableFuture()
                        .join();
            }
        }
    }
}
