/** The values that travel down the corridor, and the two ends of one request. A leaf: knows nobody of Gatehouse. */
package io.gatehouse.gateway.exchange;
