package io.gatehouse.gateway.scenario;

/**
 * A city that a story may name.
 *
 * @param number its line in the list, from 0
 */
record City(String name, String country, double latitude, double longitude, int number) {}
