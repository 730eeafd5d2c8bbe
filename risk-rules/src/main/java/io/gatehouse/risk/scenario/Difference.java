package io.gatehouse.risk.scenario;

/**
 * A point in which a judgement is not what a scenario expects.
 *
 * @param what {@code verdict}, {@code score}, {@code fires}, …
 */
public record Difference(String what, String expected, String seen) {}
