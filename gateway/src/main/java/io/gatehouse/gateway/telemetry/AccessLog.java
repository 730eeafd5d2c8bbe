package io.gatehouse.gateway.telemetry;

/** Where requests are written down when they have ended. Never blocks or throws. */
public interface AccessLog {
    void ended(Observed exchange);
}
