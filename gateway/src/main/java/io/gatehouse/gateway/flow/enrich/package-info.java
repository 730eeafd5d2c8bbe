/**
 * A sign-in attempt becomes facts: place, device, history and counts, gathered under one deadline. What is late or failed is unknown.
 *
 * <p>{@link io.gatehouse.gateway.flow.enrich.Enricher} gathers, {@link io.gatehouse.gateway.flow.enrich.FactBuilder} computes and knows nobody: scenarios and replay use it too.
 */
package io.gatehouse.gateway.flow.enrich;
