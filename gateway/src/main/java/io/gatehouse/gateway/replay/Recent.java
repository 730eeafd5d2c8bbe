package io.gatehouse.gateway.replay;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Answers that are dear to compute and often asked again: the last few thousand. */
final class Recent<K, V> {
    private final Function<K, V> answer;
    private final Map<K, V> known;

    Recent(int most, Function<K, V> answer) {
        this.answer = answer;
        this.known = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    V get(K question) {
        V value = known.get(question);
        if (value == null) {
            value = answer.apply(question);
            known.put(question, value);
        }
        return value;
    }
}
