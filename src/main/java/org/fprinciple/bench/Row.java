package org.fprinciple.bench;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table: who took how long for what.
 *
 * @param by the backend or the peer
 * @param own whether it is this program
 * @param version of a peer, where it has told
 * @param ms all repetitions in their order; empty where there are none
 * @param error relative, measured; NaN where it is not
 * @param ratios this median over that of each peer or reference; empty in a peer's row
 * @param peakBytes of a whole process, 0 where it is none
 * @param command of a whole run
 * @param note why there are no times, or what else is to be known
 * @param failed whether it was to work and did not
 */
public record Row(
        Subject subject,
        String by,
        boolean own,
        @Nullable String version,
        double[] ms,
        double error,
        Map<String, Double> ratios,
        long peakBytes,
        @Nullable String command,
        @Nullable String note,
        boolean failed) {

    /** A row without times. */
    static Row without(Subject subject, String by, boolean own, String reason, boolean failed) {
        return new Row(subject, by, own, null, new double[0], Double.NaN, Map.of(), 0, null, reason, failed);
    }

    /** NaN where there are no times. */
    public double median() {
        double[] sorted = ms.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length == 0
                ? Double.NaN
                : sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    Row compared(Map<String, Double> with) {
        return new Row(subject, by, own, version, ms, error, with, peakBytes, command, note, failed);
    }
}
