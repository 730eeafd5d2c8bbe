/** A sign-in that needs approval: its answer is sealed, its session shut out, its client sent to the waiting room, and in the end the answer released or destroyed. */
package io.gatehouse.gateway.flow.respond.challenge;
