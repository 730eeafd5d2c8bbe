/** What must outlive a request: small interfaces in their users' words. {@code embedded} keeps it on this node. */
package io.gatehouse.gateway.store;
