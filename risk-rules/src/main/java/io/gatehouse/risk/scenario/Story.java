package io.gatehouse.risk.scenario;

import java.util.List;
import java.util.Map;

/**
 * A past and a sign-in, in words.
 *
 * @param given the past, a sentence each: {@code alice signs in daily from Oslo, Firefox on Mac}
 * @param when the sign-in as a sentence; empty where it is told by fields
 * @param fields the sign-in by fields ({@code from: São Paulo}), in their order; empty where it is told by a sentence
 */
public record Story(List<String> given, String when, Map<String, String> fields) {
    boolean isTold() {
        return !given.isEmpty() || !when.isEmpty() || !fields.isEmpty();
    }
}
