package org.fprinciple.io;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Helps a user who misspelt a name. */
public final class Names {
    private Names() {}

    /**
     * The end of a sentence: {@code "; did you mean elevation?"}, or a list of what there is where no name is near.
     */
    public static String didYouMean(String wrong, Collection<String> known) {
        String lower = wrong.toLowerCase(Locale.ROOT);
        return known.stream()
                .min(Comparator.comparingInt(k -> distance(lower, k.toLowerCase(Locale.ROOT))))
                .filter(k -> distance(lower, k.toLowerCase(Locale.ROOT))
                        <= Math.max(Math.min(2, wrong.length() / 2), wrong.length() / 3))
                .map(k -> "; did you mean " + k + "?")
                .orElse("; there are: " + String.join(", ", known) + ".");
    }

    /** Levenshtein distance: the fewest insertions, deletions and replacements between two words. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
