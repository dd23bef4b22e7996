package org.fprinciple.bound;

import java.util.Arrays;

/**
 * A mean over the sampling distribution.
 *
 * @param value it
 * @param error how far off it may be: in one dimension the midpoint rule's odd points against its even ones, else the standard
 *     error; NaN where there is no mean
 */
public record SampledMean(double value, double error) {
    /** Of nothing. */
    public static final SampledMean NONE = new SampledMean(Double.NaN, Double.NaN);

    /** Of values at {@link LimitBounds.Setting#points}. */
    public static SampledMean of(double[] values, int dimension) {
        double sum = Arrays.stream(values).sum();
        double mean = sum / values.length;
        if (dimension == 1) {
            double odd = 0;
            for (int i = 1; i < values.length; i += 2) {
                odd += values[i];
            }
            return new SampledMean(mean, Math.abs(2 * odd - sum) / values.length);
        }
        double square = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return new SampledMean(mean, Math.sqrt(square / values.length / (values.length - 1)));
    }
}
