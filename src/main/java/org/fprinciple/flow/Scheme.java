package org.fprinciple.flow;

/**
 * The coefficients of a step with s stages. The displacements of the stages follow the Chebyshev recursion
 * V_{j+1} = 2 V_j − V_{j−1} + (4h/L) (f(t + c_j h, y + V_j) − (1 − b) f(t, y)), V_0 = 0, V_1 = (2h/L) b f(t, y), so that
 * V_j = b (T_j(1 + 2z/L) − 1) y for y' = z y/h: never large, whatever s. A step is y + Σ_j (γ_j/b) V_j plus a defect
 * δ h (f(U) − Σ_i a_i f_i), U = y + Σ_i a_i V_i, that vanishes where f is affine. Derived, with the conditions of order,
 * in theory-notes/numerics.md.
 */
final class Scheme {
    // The stages that carry the error estimate, over s.
    private static final double[] ESTIMATING = {0, 0.4, 0.6, 0.8, 1};
    /** The estimate is h⁴y⁗/384, the error of cubic Hermite interpolation in the middle of the step. */
    private static final double ESTIMATE = 1.0 / 384;

    final int stages;
    /** L. */
    final double limit;
    /** b. */
    final double shrink;
    /** c_j, j = 0 … s. */
    final double[] abscissa;
    /** γ_j / b. */
    final double[] weight;
    /** Weights of V_j in the error estimate. */
    final double[] estimate;
    /** The two stages that the defect is taken over, beside the start. */
    final int near;

    final int far;
    /** a: of the start, of near and of far. */
    final double[] through;
    /** c of U. */
    final double middle;
    /** δ. */
    final double defect;

    Scheme(int stages) {
        this.stages = stages;
        limit = StabilityPolynomial.limit(stages);
        double[] gamma = StabilityPolynomial.chebyshev(stages);
        // Σ b_i c_i² is proportional to b: this makes it 1/3.
        shrink = 1 / (3 * moments(gamma, 1)[0]);
        double fourth = moments(gamma, shrink)[1];
        abscissa = new double[stages + 1];
        weight = new double[stages + 1];
        for (int j = 0; j <= stages; j++) {
            abscissa[j] = 2.0 * j * j / limit * shrink;
            weight[j] = gamma[j] / shrink;
        }
        estimate = estimate();
        far = stages - 1;
        near = Math.min(stages - 2, (int) Math.round(0.725 * stages));
        double p = abscissa[near];
        double q = abscissa[far];
        middle = p / 2;
        double ofNear = middle * (middle - q) / (p * (p - q));
        double ofFar = middle * (middle - p) / (q * (q - p));
        through = new double[] {1 - ofNear - ofFar, ofNear, ofFar};
        defect = (0.25 - fourth) / (middle * (middle - p) * (middle - q));
    }

    /** Σ b_i c_i² and Σ b_i c_i³ without the defect. */
    private double[] moments(double[] gamma, double b) {
        double[] v = new double[2];
        double[] difference = new double[2];
        double[] sum = new double[2];
        for (int j = 1; j <= stages; j++) {
            for (int i = 0; i < 2; i++) {
                v[i] += difference[i];
                sum[i] += gamma[j] / b * v[i];
            }
            double c = 2.0 * j * j / limit * b;
            difference[0] += 4 / limit * c * c;
            difference[1] += 4 / limit * c * c * c;
        }
        return sum;
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
            result[j[i]] = ESTIMATE * 105 * 24 * Math.pow(limit / 2, 4) / product / shrink;
        }
        return result;
    }
}
