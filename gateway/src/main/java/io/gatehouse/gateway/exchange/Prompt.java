package io.gatehouse.gateway.exchange;

import java.time.Instant;

/**
 * What the owner is asked: everything the phone shows, and nothing secret.
 *
 * @param user the account
 * @param decision the decision's id
 * @param at when the sign-in came
 * @param application the host that was signed in to
 * @param place "Oslo, Norway", "Norway", or empty when unknown
 * @param latitude degrees, NaN when unknown: for the distance from the phone
 * @param longitude degrees, NaN when unknown
 * @param device "Firefox on Linux", or empty when unknown
 * @param address the client's address
 */
public record Prompt(
        String user,
        String decision,
        Instant at,
        String application,
        String place,
        double latitude,
        double longitude,
        String device,
        String address) {}
