/**
 * What is remembered of one account: values without behaviour towards the outside, so that scenarios and replay build them as the stores do. A leaf:
 * knows nobody of Gatehouse.
 */
package io.gatehouse.gateway.store.history;
