package io.gatehouse.geo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Reads networks from CSV files into an {@link MmdbWriter}.
 *
 * <p>A first line that holds no address names the columns. Without one, three columns are start, end (addresses, both included) and country,
 * and four are start, end, AS number and organisation. Columns that mean nothing here are left out. An empty cell says nothing.
 */
public final class CsvImport {
    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final int PROGRESS_EVERY = 100_000;

    private final Path file;
    private final int longestIpv6;
    private final MmdbWriter writer;
    private long line;

    private CsvImport(Path file, int longestIpv6, MmdbWriter writer) {
        this.file = file;
        this.longestIpv6 = longestIpv6;
        this.writer = writer;
    }

    /**
     * Reads one file.
     *
     * @param longestIpv6 IPv6 networks with a longer prefix are left out: below 128 it makes a smaller and coarser file
     * @param progress told the lines read so far, now and then
     * @return lines read
     * @throws GeoDataException naming file and line
     */
    public static long read(Path file, int longestIpv6, MmdbWriter writer, LongConsumer progress)
            throws GeoDataException {
        return new CsvImport(file, longestIpv6, writer).read(progress);
    }

    private long read(LongConsumer progress) throws GeoDataException {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            Optional<CsvColumns> columns = Optional.empty();
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                line++;
                if (line == 1 && text.startsWith(BYTE_ORDER_MARK)) {
                    text = text.substring(1);
                }
                if (text.isBlank() || text.startsWith("#")) {
                    continue;
                }
                List<String> cells = cells(text);
                if (columns.isEmpty()) {
                    columns = Optional.of(columns(cells));
                    if (isHeader(cells)) {
                        continue;
                    }
                }
                insert(columns.get(), cells);
                if (line % PROGRESS_EVERY == 0) {
                    progress.accept(line);
                }
            }
        } catch (NoSuchFileException e) {
            throw new GeoDataException(file, "there is no such file", "give the path of a CSV file", e);
        } catch (CharacterCodingException e) {
            throw new GeoDataException(file, line + 1, "is not UTF-8 near this line; convert the file");
        } catch (IOException | UncheckedIOException e) {
            throw new GeoDataException(file, "cannot be read (" + e.getMessage() + ")", "give a readable CSV file", e);
        }
        return line;
    }

    private void insert(CsvColumns columns, List<String> cells) throws GeoDataException {
        if (cells.size() != columns.names().size()) {
            throw fault(
                    "has " + cells.size() + " columns where " + columns.names().size() + " are expected");
        }
        try {
            Map<String, Object> fields = columns.fields(cells);
            for (Cidr network : columns.networks(cells)) {
                if (network.isIpv4() || network.length() <= longestIpv6) {
                    writer.insert(network, fields);
                }
            }
        } catch (IllegalArgumentException e) {
            throw fault(String.valueOf(e.getMessage()));
        }
    }

    private CsvColumns columns(List<String> cells) throws GeoDataException {
        if (isHeader(cells)) {
            CsvColumns named = new CsvColumns(cells);
            if (!named.areUsable()) {
                throw fault("names neither network (or start and end) nor something to say of it; name columns such as"
                        + " network, country_code, city, latitude, longitude, asn, as_name");
            }
            return named;
        }
        return switch (cells.size()) {
            case 3 -> CsvColumns.COUNTRY;
            case 4 -> CsvColumns.NETWORK_HOLDER;
            default ->
                throw fault("has " + cells.size() + " columns and no header; write start,end,country or"
                        + " start,end,asn,organisation, or name the columns in a first line");
        };
    }

    /** A header has words where a line of data has an address. */
    private static boolean isHeader(List<String> cells) {
        return cells.stream().noneMatch(cell -> cell.matches("[0-9a-fA-F.:]+(/[0-9]+)?") && cell.matches(".*[.:].*"))
                && cells.get(0).toLowerCase(Locale.ROOT).matches("\\s*[a-z_ -]+\\s*");
    }

    private List<String> cells(String text) throws GeoDataException {
        try {
            return CsvLine.cells(text);
        } catch (IllegalArgumentException e) {
            throw fault(String.valueOf(e.getMessage()));
        }
    }

    private GeoDataException fault(String what) {
        return new GeoDataException(file, line, what);
    }
}
