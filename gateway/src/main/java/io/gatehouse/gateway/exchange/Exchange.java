package io.gatehouse.gateway.exchange;

import java.time.Instant;
import java.util.List;

/**
 * One request and the way back to its client. All calls on {@link #body} and {@link #reply} happen on {@link Reply#eventLoop}.
 *
 * @param id names this request in logs and on error pages, as {@link Ids} makes them
 * @param at when its head was complete
 */
public record Exchange(String id, Instant at, RequestHead head, Client client, RequestBody body, Reply reply) {
    private static final int LONGEST_REQUEST_ID = 128;

    /**
     * What other systems call this request: as a trusted proxy says in that header, in 1 to 128 letters, digits and {@code . _ -}; else as we do.
     *
     * @param header its name
     */
    public String requestId(String header) {
        if (client.proxied()) {
            List<String> given = head.headers().getAll(header);
            if (given.size() == 1 && isPlain(given.get(0))) {
                return given.get(0);
            }
        }
        return id;
    }

    private static boolean isPlain(String given) {
        for (int i = 0; i < given.length(); i++) {
            char c = given.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return !given.isEmpty() && given.length() <= LONGEST_REQUEST_ID;
    }

    public Exchange with(Reply other) {
        return new Exchange(id, at, head, client, body, other);
    }

    public Exchange with(RequestHead other) {
        return new Exchange(id, at, other, client, body, reply);
    }

    public Exchange with(RequestBody other) {
        return new Exchange(id, at, head, client, other, reply);
    }
}
