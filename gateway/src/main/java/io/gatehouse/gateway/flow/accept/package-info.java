/** Bytes become an exchange: listeners, TLS, strict HTTP/1.1, the true client address. */
package io.gatehouse.gateway.flow.accept;
