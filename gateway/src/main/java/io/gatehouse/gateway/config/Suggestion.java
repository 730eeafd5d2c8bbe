package io.gatehouse.gateway.config;

import java.util.Collection;
import java.util.Comparator;

/** The word that a misspelt one was probably meant to be. */
final class Suggestion {
    private static final int LONGEST = 64;

    private Suggestion() {}

    /** {@code "; did you mean X?"}, or nothing when no word is near. */
    static String among(Collection<String> words, String given) {
        if (given.length() > LONGEST) {
            return "";
        }
        return words.stream()
                .filter(word -> distance(word, given) <= Math.max(1, Math.min(word.length(), given.length()) / 3))
                .min(Comparator.<String>comparingInt(word -> distance(word, given))
                        .thenComparing(word -> word))
                .map(word -> "; did you mean " + word + "?")
                .orElse("");
    }

    /** Edits from one to the other: letters added, left out, exchanged, or two neighbours swapped; case, hyphen and underscore don't count. */
    private static int distance(String one, String other) {
        String a = plain(one);
        String b = plain(other);
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int exchanged = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                edits[i][j] = Math.min(edits[i - 1][j - 1] + exchanged, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }

    private static String plain(String word) {
        return word.toLowerCase(java.util.Locale.ROOT).replace("-", "").replace("_", "");
    }
}
