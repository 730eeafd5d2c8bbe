package io.gatehouse.gateway.exchange;

import java.time.Instant;

/**
 * One request and the way back to its client. All calls on {@link #body} and {@link #reply} happen on {@link Reply#eventLoop}.
 *
 * @param id names this request in logs and on error pages, as {@link Ids} makes them
 * @param at when its head was complete
 */
public record Exchange(String id, Instant at, RequestHead head, Client client, RequestBody body, Reply reply) {
    public Exchange with(RequestHead other) {
        return new Exchange(id, at, other, client, body, reply);
    }

    public Exchange with(RequestBody other) {
        return new Exchange(id, at, head, client, other, reply);
    }
}
