package io.gatehouse.gateway.challenge.push;

import java.util.Map;

/**
 * How a push service does.
 *
 * @param outcomes how many pushes ended how, since the start: delivered, unregistered, throttled (withheld ones too), failed
 * @param medianMillis from the ring to the service's word that it took the message on; NaN before the first
 * @param slowestPercentMillis the 99th percentile of the same
 */
public record PushReport(Map<String, Long> outcomes, double medianMillis, double slowestPercentMillis) {}
