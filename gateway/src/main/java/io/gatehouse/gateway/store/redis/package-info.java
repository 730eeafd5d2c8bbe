/**
 * The store that several nodes share: Redis, through Lettuce. Each step is one script in Redis, so that it is made whole or not at all; what is kept there about people is sealed under
 * the keyring, under keys that are keyed hashes.
 */
package io.gatehouse.gateway.store.redis;
