package io.gatehouse.bench.accuracy;

/**
 * How much people vary. What is published is cited; what is not is ours, and said to be.
 *
 * @param newCountry share of successful sign-ins from a country that the account has not shown (RBA data set: 16 %)
 * @param newProvider share of them from a provider that the account has not shown (23 %, the new countries included)
 * @param newDevice share of them on a device that the account has not used (not published: 5 %)
 * @param newAddress how often a provider gives a customer another address, for each sign-in (not published: 10 %)
 * @param nat share of a mobile's sign-ins through a carrier's NAT (not published: 50 %)
 * @param cookieLoss share of sign-ins whose device cookie is gone; 1: device cookies are not used at all
 */
record Habits(
        double newCountry, double newProvider, double newDevice, double newAddress, double nat, double cookieLoss) {
    static Habits published(double cookieLoss) {
        return new Habits(0.16, 0.23, 0.05, 0.10, 0.50, cookieLoss);
    }

    /** All kinds of change so many times as often. */
    Habits changing(double times) {
        return new Habits(
                newCountry * times, newProvider * times, newDevice * times, newAddress * times, nat, cookieLoss);
    }

    boolean withoutCookies() {
        return cookieLoss >= 1;
    }
}
