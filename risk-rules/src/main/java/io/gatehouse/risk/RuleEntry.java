package io.gatehouse.risk;

/**
 * A rule and where it stands in its book.
 *
 * @param name unique in the book
 * @param file the file's name, without its folder
 * @param line the line of its {@code rule} keyword, from 1
 */
public record RuleEntry(String name, String file, int line) {}
