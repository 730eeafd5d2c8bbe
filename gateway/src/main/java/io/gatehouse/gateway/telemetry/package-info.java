/** What Gatehouse tells its operator: the decision log. */
package io.gatehouse.gateway.telemetry;
