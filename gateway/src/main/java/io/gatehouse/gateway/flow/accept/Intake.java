package io.gatehouse.gateway.flow.accept;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.ExchangeHandler;
import java.time.InstantSource;

/**
 * What all connections of a listener share.
 *
 * @param tls the listener speaks TLS
 */
record Intake(ExchangeHandler handler, Config.Limits limits, ClientAddress clients, InstantSource clock, boolean tls) {}
