/**
 * Stories for rules' tests: a past and a sign-in in words become facts, through the same builder as a live sign-in's.
 *
 * <p>{@link io.gatehouse.gateway.scenario.WordStoryteller} documents the language; everything else here is its parts.
 */
package io.gatehouse.gateway.scenario;
