package org.fprinciple.flow;

/**
 * The coefficients of a step with s stages. Stages follow the Chebyshev recursion X_{j+1} = 2 X_j − X_{j−1} +
 * (4h / (L b_j)) (f(t + c_j h, y + b_j X_j) − (1 − b_j) f(t, y)), X_0 = 0, X_1 = (2h/L) f(t, y), and the step is
 * y + Σ_j γ_j X_j. Where f is linear X_j = (T_j(1 + 2z/L) − 1) y, z = hλ: never large, whatever s. Derived, with the
 * conditions of order, in theory-notes/numerics.md.
 */
final class Scheme {
    // The stages that carry the error estimate, over s.
    private static final double[] ESTIMATING = {0, 0.4, 0.6, 0.8, 1};
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
     * Σ_j ε_j T_j(1 + 2z/L) = z⁴/384 + O(z⁵) on five stages: ε_j is a divided difference in j², as T_j(x) is a
     * polynomial in j² to each order of x − 1, and a difference of fourth order leaves nothing below the fourth.
     */
    private double[] estimate() {
        int[] j = new int[ESTIMATING.length];
        for (int i = 0; i < j.length; i++) {
            j[i] = (int) Math.round(ESTIMATING[i] * stages);
        }
        double[] result = new double[stages + 1];
        for (int i = 0; i < j.length; i++) {
            double product = 1;
            for (int k = 0; k < j.length; k++) {
                if (k != i) {
                    product *= (double) j[i] * j[i] - (double) j[k] * j[k];
                }
            }
            // T_j(1 + 2z/L) = … + j⁸ (2z/L)⁴ / (105 · 24) + …
            result[j[i]] = ESTIMATE * 105 * 24 * Math.pow(limit / 2, 4) / product;
        }
        return result;
    }
}
