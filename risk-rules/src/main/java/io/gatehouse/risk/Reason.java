package io.gatehouse.risk;

/**
 * One thing that a rule found.
 *
 * @param rule the rule's name
 * @param points what it added to the score, 0 where the rule decided outright
 * @param text what a person reads
 */
public record Reason(String rule, int points, String text) {}
