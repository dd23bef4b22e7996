package org.fprinciple.flow;

/**
 * The coefficients of a step with s stages. Stages follow the Chebyshev recursion X_{j+1} = 2 X_j − X_{j−1} +
 * (4h / (L b_j)) (f(t + c_j h, y + b_j X_j) − (1 − b_j) f(t, y)), X_0 = 0, X_1 = (2h/L) f(t, y), and the step is
 * y + Σ_j γ_j X_j. Where f is linear X_j = (T_j(1 + 2z/L) − 1) y, z = hλ: never large, whatever s. Derived, with the
 * conditions of order, in theory-notes/numerics.md §7.
 */
final class Scheme {
    // The stages that carry the error estimate, over s.
    private static final double[] ESTIMATING = {0, 0.3, 0.5, 0.7, 0.85, 1};
    /** The estimate is h⁴y⁗/384, the error of cubic Hermite interpolation in the middle of the step. */
    private static final double ESTIMATE = 1.0 / 384;

    final int stages;
    /** L. */
    final double limit;
    /** b_j. */
    final double[] shrink;
    /** c_j. */
    final double[] abscissa;
    /** γ_j. */
    final double[] weight;
    /** Weights of X_j in the error estimate. */
    final double[] estimate;

    Scheme(int stages) {
        this.stages = stages;
        limit = StabilityPolynomial.limit(stages);
        weight = StabilityPolynomial.chebyshev(stages);
        shrink = Shrinkage.of(limit, weight);
        abscissa = new double[stages + 1];
        for (int j = 0; j <= stages; j++) {
            abscissa[j] = 2.0 * j * j / limit * shrink[j];
        }
        estimate = estimate();
    }

    /**
     * ε with Σ_j ε_j T_j(1 + 2z/L) = z⁴/384 + O(z⁵), on six stages: two divided differences in j² (T_j(x) is a
     * polynomial in j² to each order of x − 1, and a difference of fourth order leaves nothing below the fourth),
     * mixed so that Σ_j ε_j X_j has no term in f″(f, f) h³ either.
     */
    private double[] estimate() {
        int[] j = new int[ESTIMATING.length];
        for (int i = 1; i < j.length; i++) {
            int near = (int) Math.round(ESTIMATING[i] * stages);
            j[i] = Math.min(Math.max(near, j[i - 1] + 1), stages - j.length + 1 + i);
        }
        double[] low = divided(j, 0);
        double[] high = divided(j, 1);
        double[] bend = bend();
        double ofLow = dot(low, bend);
        double ofHigh = dot(high, bend);
        double share = ofHigh / (ofHigh - ofLow);
        double[] result = new double[stages + 1];
        for (int i = 0; i <= stages; i++) {
            result[i] = share * low[i] + (1 - share) * high[i];
        }
        return result;
    }

    /** The divided difference of the five stages from a first one. */
    private double[] divided(int[] j, int first) {
        // T_j(1 + 2z/L) = … + j⁸ (2z/L)⁴ / (105 · 24) + …
        double scale = ESTIMATE * 105 * 24 * Math.pow(limit / 2, 4);
        double[] result = new double[stages + 1];
        for (int i = first; i < first + 5; i++) {
            double product = 1;
            for (int k = first; k < first + 5; k++) {
                if (k != i) {
                    product *= (double) j[i] * j[i] - (double) j[k] * j[k];
                }
            }
            result[j[i]] = scale / product;
        }
        return result;
    }

    /** The coefficient of h³ f″(f, f)/2 in each X_j. */
    private double[] bend() {
        double[] result = new double[stages + 1];
        double difference = 0;
        for (int j = 1; j <= stages; j++) {
            result[j] = result[j - 1] + difference;
            difference += 4 / (limit * shrink[j]) * abscissa[j] * abscissa[j];
        }
        return result;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
