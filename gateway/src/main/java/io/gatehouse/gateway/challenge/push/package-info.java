/** Wakes phones by push: a service a file, and {@code PushBell}, which asks them side by side, keeps to their limits and lets none of them hold anything up. */
package io.gatehouse.gateway.challenge.push;
