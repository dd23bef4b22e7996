package org.fprinciple.problem;

import java.util.Arrays;

/**
 * Sums samples up, one after another, so that the summary depends on their order but not on the chunks they come in.
 */
final class SummaryBuilder implements Samples.ChunkConsumer {
    private final double[] min;
    private final double[] max;
    private long size;
    private double mean;
    /** The first target: differences to it keep the digits that targets far from 0 would cost the variance. */
    private double origin;
    /** The mean of y − origin. */
    private double shiftedMean;
    /** Σ (y − mean)² over the square of a unit, by Welford's recurrence. */
    private double squares;
    /** A power of two near to the largest difference, so that squares of no targets overflow or vanish. */
    private double unit = Double.MIN_NORMAL;

    SummaryBuilder(int dimension) {
        min = new double[dimension];
        max = new double[dimension];
        Arrays.fill(min, Double.POSITIVE_INFINITY);
        Arrays.fill(max, Double.NEGATIVE_INFINITY);
    }

    @Override
    public void accept(double[] x, double[] y, int rows) {
        int d = min.length;
        for (int i = 0; i < rows; i++) {
            for (int c = 0; c < d; c++) {
                min[c] = Math.min(min[c], x[i * d + c]);
                max[c] = Math.max(max[c], x[i * d + c]);
            }
            if (size++ == 0) {
                origin = y[i];
            }
            mean += (y[i] - mean) / size;
            double shifted = y[i] - origin;
            double difference = shifted - shiftedMean;
            shiftedMean += difference / size;
            if (Math.abs(difference) > unit) {
                double larger = Math.scalb(1.0, Math.getExponent(difference));
                squares *= unit / larger * (unit / larger);
                unit = larger;
            }
            squares += difference / unit * ((shifted - shiftedMean) / unit);
        }
    }

    SampleSummary summary() {
        return new SampleSummary(size, min.clone(), max.clone(), mean, unit * Math.sqrt(squares / size));
    }
}
