/** An authenticator without a screen: what {@code gatehouse phone} does, against the same documented API as every other phone. Knows nothing of the gateway's inside. */
package io.gatehouse.gateway.cli.phone;
