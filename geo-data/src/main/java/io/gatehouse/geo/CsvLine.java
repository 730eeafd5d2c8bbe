package io.gatehouse.geo;

import java.util.ArrayList;
import java.util.List;

/** One line of CSV as RFC 4180 has it, less line breaks within cells: quoted cells may hold commas, and quotes doubled. */
final class CsvLine {
    private static final int LONGEST = 10_000;

    private CsvLine() {}

    /** @throws IllegalArgumentException saying what is wrong with the line */
    static List<String> cells(String line) {
        if (line.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "is " + line.length() + " characters long, at most " + LONGEST + " are read");
        }
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("has a quote that is not closed");
        }
        cells.add(cell.toString());
        return cells;
    }
}
