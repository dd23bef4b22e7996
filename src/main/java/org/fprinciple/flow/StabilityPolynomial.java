package org.fprinciple.flow;

import java.util.Arrays;

/**
 * A nearly optimal stability polynomial of order 4 on the negative real axis, of degree s ≥ 5: R(z) = w(z) P(z), with P
 * of degree s − 4 orthogonal to the weight w²/√(1 − x²) and w the quartic with R(z) = e^z + O(z⁵). |R| ≤ 0.905 on
 * [−0.3487 s² + 2.83, −3] (A. Abdulle, Fourth order Chebyshev methods with recurrence relation, SIAM J. Sci. Comput. 23
 * (2002) 2041–2054, section 3). He tabulates the polynomials; here they are computed: the zeros of w that the weight
 * needs are those at s = ∞ plus a term in 1/s², and need not be exact, as w itself is taken from the conditions of order.
 */
final class StabilityPolynomial {
    private static final double LIMIT = 0.3487;
    private static final double LIMIT_OFFSET = 2.83;
    // Zeros −a ± ib of w in z, as value at s = ∞ and coefficient of 1/s²: fitted at s = 12 and 400 to the fixed point
    // where the weight's w and that of the conditions of order agree (theory-notes/numerics.md §7).
    private static final double[][] REAL = {{2.50901276, -12.56506574}, {0.30588677, -5.43344947}};
    private static final double[][] IMAGINARY = {{1.3229829, -4.89889424}, {3.59478844, -20.05448371}};

    private StabilityPolynomial() {}

    /** The length of the real stability interval. */
    static double limit(int stages) {
        return LIMIT * stages * stages - LIMIT_OFFSET;
    }

    /** The fewest stages, at least 5, whose interval has this length. */
    static int stages(double length) {
        int s = Math.max(5, (int) Math.ceil(Math.sqrt((length + LIMIT_OFFSET) / LIMIT)));
        return limit(s) < length ? s + 1 : s;
    }

    /** γ_j with R(z) = Σ_j γ_j T_j(1 + 2z/L), L the interval's length, j = 0 … s. */
    static double[] chebyshev(int stages) {
        int n = stages + 1;
        double[] value = atNodes(stages, n);
        double[] gamma = new double[n];
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int k = 0; k < n; k++) {
                // The angle is reduced in integers: j (2k + 1) reaches 2 s².
                sum += value[k] * Math.cos(Math.PI * ((long) j * (2 * k + 1) % (4L * n)) / (2.0 * n));
            }
            gamma[j] = sum * (j == 0 ? 1 : 2) / n;
        }
        return gamma;
    }

    /** R at the n Chebyshev nodes x_k = cos((2k + 1) π / 2n), z = (x − 1) L/2. */
    private static double[] atNodes(int stages, int n) {
        double half = limit(stages) / 2;
        double[] x = nodes(n);
        double[] p = new double[n];
        double[] before = new double[n];
        Arrays.fill(p, 1);
        double[] taylor = {1, 0, 0, 0, 0};
        double[] taylorBefore = new double[5];
        for (double[] r : recurrence(stages, half)) {
            for (int k = 0; k < n; k++) {
                double next = r[0] * (x[k] - r[1]) * p[k] - r[2] * before[k];
                before[k] = p[k];
                p[k] = next;
            }
            double[] next = new double[5];
            for (int i = 0; i < 5; i++) {
                next[i] =
                        r[0] * ((1 - r[1]) * taylor[i] + (i == 0 ? 0 : taylor[i - 1] / half)) - r[2] * taylorBefore[i];
            }
            taylorBefore = taylor;
            taylor = next;
        }
        double[] w = quotient(taylor);
        for (int k = 0; k < n; k++) {
            double z = (x[k] - 1) * half;
            p[k] *= w[0] + z * (w[1] + z * (w[2] + z * (w[3] + z * w[4])));
        }
        return p;
    }

    /**
     * P_{j+1} = r (x − α) P_j − κ P_{j−1}, normalised to P_j(1) = 1: (r, α, κ) for j = 0 … s − 5, by Stieltjes'
     * procedure with a Gauss–Chebyshev rule that is exact for all products met.
     */
    private static double[][] recurrence(int stages, double half) {
        int degree = stages - 4;
        int n = degree + 6;
        double[] x = nodes(n);
        double[] weight = new double[n];
        for (int k = 0; k < n; k++) {
            double z = (x[k] - 1) * half;
            double root = weightAt(z, stages) / weightAt(-2 * half, stages);
            weight[k] = root * root;
        }
        double[] p = new double[n];
        double[] before = new double[n];
        Arrays.fill(p, 1);
        double[][] result = new double[degree][];
        double normBefore = 1;
        for (int j = 0; j < degree; j++) {
            double norm = 0;
            double shift = 0;
            double overlap = 0;
            for (int k = 0; k < n; k++) {
                norm += weight[k] * p[k] * p[k];
                shift += weight[k] * x[k] * p[k] * p[k];
                overlap += weight[k] * x[k] * p[k] * before[k];
            }
            shift /= norm;
            overlap /= normBefore;
            double r = 1 / (1 - shift - overlap);
            result[j] = new double[] {r, shift, r * overlap};
            for (int k = 0; k < n; k++) {
                double next = r * ((x[k] - shift) * p[k] - overlap * before[k]);
                before[k] = p[k];
                p[k] = next;
            }
            normBefore = norm;
        }
        return result;
    }

    private static double weightAt(double z, int stages) {
        double product = 1;
        double inverse = 1.0 / ((double) stages * stages);
        for (int i = 0; i < 2; i++) {
            double a = REAL[i][0] + REAL[i][1] * inverse;
            double b = IMAGINARY[i][0] + IMAGINARY[i][1] * inverse;
            product *= (z + a) * (z + a) + b * b;
        }
        return product;
    }

    /** The series of e^z / P to z⁴. */
    private static double[] quotient(double[] p) {
        double[] w = {1, 1, 1 / 2.0, 1 / 6.0, 1 / 24.0};
        for (int k = 0; k < 5; k++) {
            for (int i = 1; i <= k; i++) {
                w[k] -= p[i] * w[k - i];
            }
        }
        return w;
    }

    private static double[] nodes(int n) {
        double[] x = new double[n];
        for (int k = 0; k < n; k++) {
            x[k] = Math.cos(Math.PI * (2 * k + 1) / (2.0 * n));
        }
        return x;
    }
}
