package io.gatehouse.risk.scenario;

import java.util.Map;

/**
 * What is known of a sign-in, and what the rules must say of it.
 *
 * @param name unique in its folder
 * @param file the file's name, without its folder
 * @param line where it begins, from 1
 * @param story the facts in words; may be untold
 * @param facts single facts by name ({@code travel.speedKmh}), laid over those of the story, or over nothing known
 */
public record Scenario(String name, String file, int line, Story story, Map<String, Object> facts, Expectation then) {}
