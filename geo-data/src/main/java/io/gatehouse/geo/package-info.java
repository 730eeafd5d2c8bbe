/**
 * An address goes in, a place comes out. Knows nobody else of Gatehouse.
 *
 * <p>{@link io.gatehouse.geo.GeoData} answers; it lays MaxMind DB files over the bundled country and network data. The way of an
 * address: {@code SpecialAddresses} (has it a place at all?) → {@code Database} (MaxMind's reader) → {@code MaxMindRecord} or
 * {@code FlatRecord} (two families of schemas) → {@link io.gatehouse.geo.Place}. {@link io.gatehouse.geo.MmdbWriter} makes such files, from
 * CSV with {@link io.gatehouse.geo.CsvImport}.
 */
package io.gatehouse.geo;
