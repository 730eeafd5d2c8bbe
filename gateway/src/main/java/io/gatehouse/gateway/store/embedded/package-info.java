/** The store of a single node: maps in one MVStore file. */
package io.gatehouse.gateway.store.embedded;
