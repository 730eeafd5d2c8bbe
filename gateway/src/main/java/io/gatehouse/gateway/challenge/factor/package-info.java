/** Ways to approve a sign-in beside phones: each makes of what was typed, or signed, a proof that the desk takes. */
package io.gatehouse.gateway.challenge.factor;
