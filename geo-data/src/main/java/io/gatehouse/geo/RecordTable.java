package io.gatehouse.geo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The distinct records of a file being made, each under a small number; fields are sorted, so that the same input gives the same bytes. */
final class RecordTable {
    private final List<Map<String, Object>> records = new ArrayList<>();
    private final Map<Map<String, Object>, Integer> ids = new HashMap<>();
    private final Map<Long, Integer> merged = new HashMap<>();

    int idOf(Map<String, ?> fields) {
        Map<String, Object> sorted = new TreeMap<>(fields);
        return ids.computeIfAbsent(sorted, added -> {
            records.add(added);
            return records.size() - 1;
        });
    }

    Map<String, Object> get(int id) {
        return records.get(id);
    }

    /** The record that has the inner one's fields, and the outer one's where the inner has none. Either may be {@link PrefixTree#NONE}. */
    int merge(int outer, int inner) {
        if (outer == PrefixTree.NONE || outer == inner) {
            return inner;
        }
        if (inner == PrefixTree.NONE) {
            return outer;
        }
        long pair = ((long) outer << 32) | inner;
        Integer known = merged.get(pair);
        if (known != null) {
            return known;
        }
        Map<String, Object> fields = new TreeMap<>(get(outer));
        fields.putAll(get(inner));
        int id = idOf(fields);
        merged.put(pair, id);
        return id;
    }
}
