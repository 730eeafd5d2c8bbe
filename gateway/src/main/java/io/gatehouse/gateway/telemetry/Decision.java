package io.gatehouse.gateway.telemetry;

import io.gatehouse.gateway.config.Config;
import io.gatehouse.gateway.exchange.LoginAttempt;
import io.gatehouse.risk.Facts;
import io.gatehouse.risk.Judgement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One judged sign-in, as it is logged. Of the device only a keyed hash.
 *
 * @param device the device whose cookie was shown; null where none was, or a forged one
 * @param newDevice the device that it was made instead; null where one was shown
 * @param facts what the rules read
 * @param versions of what decided besides the rules, by name: {@code geo}, {@code networks}, {@code config}
 * @param tookMicros by stage, in the order of the corridor
 */
public record Decision(
        LoginAttempt attempt,
        Config.Mode mode,
        @Nullable String device,
        @Nullable String newDevice,
        Judgement judgement,
        Facts facts,
        Map<String, String> versions,
        Map<String, Long> tookMicros) {
    @Override
    public String toString() {
        return "Decision[" + attempt.id() + "]";
    }
}
