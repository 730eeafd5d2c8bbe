package io.gatehouse.gateway.cli;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.config.ConfigErrors;
import io.gatehouse.gateway.console.Operations;
import io.gatehouse.gateway.exchange.LoginAttempt;
import io.gatehouse.risk.BrokenRules;
import java.io.IOException;

/** A gateway that runs, from its start until it is closed. */
interface Gateway extends AutoCloseable {

    /** Starts one. Nothing is left running when that fails. */
    @FunctionalInterface
    interface Starter {
        Gateway start(Config config) throws IOException, ConfigErrors, BrokenRules;
    }

    /** What an operator can ask of it. */
    Operations operations();

    /** Remembers a sign-in of the past as if it had been proven; returns when it is learnt. */
    void remember(LoginAttempt attempt);

    /** Stops listening, ends what runs, closes the stores. */
    @Override
    void close();
}
