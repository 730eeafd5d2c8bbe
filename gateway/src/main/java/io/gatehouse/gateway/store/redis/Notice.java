package io.gatehouse.gateway.store.redis;

import java.time.Instant;
import java.util.List;

/**
 * What nodes are told of the quarantine: {@code VERSION shut|release QUESTION NODE UNTIL SESSION,SESSION REASON}.
 *
 * @param version numbers all changes, without a gap
 * @param question by which the node that made it knows it
 * @param node that made it
 */
record Notice(
        long version, boolean shut, String question, String node, Instant until, List<String> sessions, String reason) {

    static Notice parse(byte[] message) {
        String[] parts = Keys.text(message).split(" ", 7);
        if (parts.length != 7) {
            throw new IllegalArgumentException("a notice of " + parts.length + " parts");
        }
        return new Notice(
                Long.parseLong(parts[0]),
                parts[1].equals("shut"),
                parts[2],
                parts[3],
                Instant.ofEpochMilli(Long.parseLong(parts[4])),
                List.of(parts[5].split(",")),
                parts[6]);
    }
}
