/** Why a sign-in was decided as it was: what each rule read, and what would have decided otherwise. */
package io.gatehouse.gateway.explain;
