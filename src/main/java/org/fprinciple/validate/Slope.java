package org.fprinciple.validate;

import java.util.Arrays;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;

/**
 * value ≈ factor · width^slope, by weighted least squares of the logarithms (theory-notes/validation.md §4).
 *
 * @param slope the exponent
 * @param standardError of the exponent
 * @param factor the value at width 1
 */
public record Slope(double slope, double standardError, double factor) {
    private static final int FEWEST = 3;
    /** The relative error of a value whose spread is not known; only the errors' ratios matter then. */
    private static final double UNKNOWN = 0.1;

    /**
     * Fits.
     *
     * @param widths at least {@value #FEWEST}
     * @param values positive
     * @param errors standard errors of the values; those that are not positive count as unknown
     */
    public static Slope fit(double[] widths, double[] values, double[] errors) {
        int count = widths.length;
        if (!possible(count)) {
            throw new IllegalArgumentException(count + " widths give no slope with an uncertainty");
        }
        double[] variance = new double[count];
        for (int i = 0; i < count; i++) {
            double relative = errors[i] > 0 ? errors[i] / values[i] : UNKNOWN;
            variance[i] = relative * relative;
        }
        double mean = Arrays.stream(variance).average().orElse(1);
        double[] y = new double[count];
        double[][] x = new double[count][];
        for (int i = 0; i < count; i++) {
            // The spread of a few seeds is itself uncertain: half of it is taken from all widths together.
            double weight = 1 / Math.sqrt((variance[i] + mean) / 2);
            y[i] = weight * Math.log(values[i]);
            x[i] = new double[] {weight, weight * Math.log(widths[i])};
        }
        OLSMultipleLinearRegression fit = new OLSMultipleLinearRegression();
        fit.setNoIntercept(true);
        fit.newSampleData(y, x);
        double[] beta = fit.estimateRegressionParameters();
        // Where points scatter by more than their errors say, the scatter counts.
        double scatter = Math.max(1, fit.estimateErrorVariance());
        // Of unit errors: the inverse of XᵀX.
        double error = Math.sqrt(fit.estimateRegressionParametersVariance()[1][1] * scatter);
        return new Slope(beta[1], error, Math.exp(beta[0]));
    }

    /** Whether so many widths are enough. */
    static boolean possible(int widths) {
        return widths >= FEWEST;
    }
}
