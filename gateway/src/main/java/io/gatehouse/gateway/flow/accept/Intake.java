package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.ExchangeHandler;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * What all connections share.
 *
 * @param fingerprints whether it is noted how clients speak
 * @param goingDown true before the first connection is told, so that every answer begun after one was closed says it is the last
 */
record Intake(
        ExchangeHandler handler,
        Config.Limits limits,
        ClientAddress clients,
        Admission admission,
        InstantSource clock,
        boolean fingerprints,
        BooleanSupplier goingDown) {}
