/** What happened lately, in sliding windows: counts by account, address, network, provider, client and device, and of everybody. Kept in memory; {@code Velocities} makes facts of counts, wherever they are kept. */
package io.gatehouse.gateway.store.velocity;
