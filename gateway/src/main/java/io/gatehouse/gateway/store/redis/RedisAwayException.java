package io.gatehouse.gateway.store.redis;

/** Redis cannot be asked now, or has not done what it was asked to. */
final class RedisAwayException extends RuntimeException {
    RedisAwayException(String message) {
        super(message);
    }
}
