package org.fprinciple.flow;

/**
 * The factors b_j at which a scheme's stages are evaluated. Linear problems do not see them; they are what satisfies the
 * four conditions of order 4 on trees that branch: Σ b c² = 1/3, Σ b c³ = 1/4, Σ b c (Ac) = 1/8, Σ b (Ac²) = 1/12. The
 * second is quadratic in b, the others linear (theory-notes/numerics.md §7).
 */
final class Shrinkage {
    // b as a combination of these powers of j/s: found by search, so that b > 0.036 for every s.
    private static final double[] POWERS = {0.5, 1, 2, 3};

    private final double limit;
    private final double[] gamma;

    private Shrinkage(double limit, double[] gamma) {
        this.limit = limit;
        this.gamma = gamma;
    }

    /** b_j, j = 0 … s, for the weights γ of R's Chebyshev series and the length of its interval. */
    static double[] of(double limit, double[] gamma) {
        return new Shrinkage(limit, gamma).solve();
    }

    private double[] solve() {
        int n = gamma.length;
        double[][] power = new double[POWERS.length][n];
        double[] c = new double[n];
        for (int j = 0; j < n; j++) {
            c[j] = 2.0 * j * j / limit;
            for (int i = 0; i < POWERS.length; i++) {
                power[i][j] = Math.pow((double) j / (n - 1), POWERS[i]);
            }
        }
        double[] path = respond(c);
        double[][] rows = new double[3][POWERS.length];
        double[][] square = new double[POWERS.length][POWERS.length];
        for (int i = 0; i < POWERS.length; i++) {
            double[] bend = product(power[i], product(c, c));
            rows[0][i] = weigh(bend);
            rows[1][i] = weigh(product(power[i], product(c, path)));
            rows[2][i] = weigh(respond(bend));
            for (int k = 0; k < POWERS.length; k++) {
                square[i][k] = weigh(product(power[k], product(bend, c)));
            }
        }
        // β = u + x v from the three linear conditions; x from the quadratic one.
        double[] u = cramer(rows, new double[] {1 / 3.0, 1 / 8.0, 1 / 12.0}, 0);
        double[] v = cramer(rows, new double[] {-rows[0][3], -rows[1][3], -rows[2][3]}, 1);
        double a = form(square, v, v);
        double half = form(square, u, v);
        double root = Math.sqrt(half * half - a * (form(square, u, u) - 0.25));
        double[] plus = combine(power, u, v, (-half + root) / a);
        double[] minus = combine(power, u, v, (-half - root) / a);
        return least(plus) > least(minus) ? plus : minus;
    }

    /** What a source in the rate of each stage, in units of 1/h, makes of the stages. */
    private double[] respond(double[] source) {
        double[] v = new double[gamma.length];
        double difference = 0;
        for (int j = 1; j < v.length; j++) {
            v[j] = v[j - 1] + difference;
            difference += 4 / limit * source[j];
        }
        return v;
    }

    /** What it makes of the step. */
    private double weigh(double[] source) {
        double[] v = respond(source);
        double sum = 0;
        for (int j = 0; j < v.length; j++) {
            sum += gamma[j] * v[j];
        }
        return sum;
    }

    /** Solves the three equations for the first three unknowns, given the fourth. */
    private static double[] cramer(double[][] rows, double[] right, double fourth) {
        double[] x = {0, 0, 0, fourth};
        double whole = determinant(rows, right, -1);
        for (int i = 0; i < 3; i++) {
            x[i] = determinant(rows, right, i) / whole;
        }
        return x;
    }

    /** Of the first three columns, one of them replaced. */
    private static double determinant(double[][] rows, double[] right, int replaced) {
        double[][] m = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 3; k++) {
                m[i][k] = k == replaced ? right[i] : rows[i][k];
            }
        }
        return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
                - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
                + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
    }

    private static double[] product(double[] a, double[] b) {
        double[] result = new double[a.length];
        for (int j = 0; j < a.length; j++) {
            result[j] = a[j] * b[j];
        }
        return result;
    }

    private static double form(double[][] matrix, double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                sum += a[i] * matrix[i][k] * b[k];
            }
        }
        return sum;
    }

    private static double[] combine(double[][] power, double[] u, double[] v, double x) {
        double[] b = new double[power[0].length];
        for (int i = 0; i < power.length; i++) {
            for (int j = 0; j < b.length; j++) {
                b[j] += (u[i] + x * v[i]) * power[i][j];
            }
        }
        return b;
    }

    /** Over the stages whose rate is taken, 1 … s − 1. */
    private static double least(double[] b) {
        double least = b[1];
        for (int j = 2; j < b.length - 1; j++) {
            least = Math.min(least, b[j]);
        }
        return least;
    }
}
