/**
 * Rules' tests, written by those who write the rules: what is known of a sign-in, and what the rules must say of it.
 *
 * <p>Scenarios lie beside the rules in {@code *.scenarios.yaml}. One says the facts directly, or tells a story ("alice signs in daily from Oslo") that a
 * {@link io.gatehouse.risk.scenario.Storyteller} turns into facts.
 */
package io.gatehouse.risk.scenario;
