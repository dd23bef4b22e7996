package org.fprinciple.backend.cpu;

import java.util.Arrays;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * The exponential of a semicircle, φ(z) = e^{β(√(1−z²) − 1)} on |z| ≤ 1, over w cells of a grid (Barnett, Magland and af
 * Klinteberg, SIAM J. Sci. Comput. 41, 2019): its values by polynomials, one a cell, and its transform.
 *
 * <p>With s ∈ [0, 1) the distance from the kernel's left end to the first grid point, cell a has z = 2(a + s)/w − 1.
 * As φ is even, cell w − 1 − a at t = 2s − 1 is cell a at −t: the even and the odd part of one polynomial serve both.
 */
public final class SpreadingKernel {
    /** The most cells that a kernel has, that of {@link org.fprinciple.backend.NufftPlan#TIGHTEST}. */
    public static final int WIDEST = 16;
    /** Points whose values are found together. */
    static final int BATCH = 128;

    private static final int MOST_TERMS = 13;
    private static final GaussIntegratorFactory GAUSS = new GaussIntegratorFactory();

    private final int width;
    private final double beta;
    private final int pairs;
    private final int terms;
    private final double[] even;
    private final double[] odd;

    /**
     * @param tolerance relative error of a transform
     * @param oversampling grid points over modes on an axis, at least 2
     */
    public SpreadingKernel(double tolerance, double oversampling) {
        // The error falls as e^{−πw√(1−1/σ)} (ibid.); the margin is measured by NufftTest.
        double rate = Math.PI * Math.sqrt(1 - 1 / oversampling);
        this.width = Math.max(2, (int) Math.ceil((-Math.log(tolerance) + 2.4) / rate));
        this.beta = 0.976 * Math.PI * width * (1 - 1 / (2 * oversampling));
        this.pairs = (width + 1) / 2;
        int degrees = 4;
        double[][] fit = fit(degrees);
        while (degrees < 2 * MOST_TERMS && error(fit) > 0.03 * tolerance) {
            degrees += 2;
            fit = fit(degrees);
        }
        this.terms = degrees / 2;
        this.even = new double[terms * pairs];
        this.odd = new double[terms * pairs];
        for (int a = 0; a < pairs; a++) {
            for (int m = 0; m < terms; m++) {
                even[m * pairs + a] = fit[a][2 * m];
                odd[m * pairs + a] = 2 * a + 1 == width ? 0 : fit[a][2 * m + 1];
            }
        }
    }

    /** w. */
    public int width() {
        return width;
    }

    /** The coefficients of a cell's polynomial. */
    public int terms() {
        return 2 * terms;
    }

    /** The polynomials of cells 0 … w − 1 by powers of t = 2s − 1, the constant first, (w, {@link #terms()}) row by row. */
    public double[] polynomials() {
        double[] all = new double[width * 2 * terms];
        for (int a = 0; a < width; a++) {
            int pair = Math.min(a, width - 1 - a);
            for (int m = 0; m < terms; m++) {
                all[2 * (a * terms + m)] = even[m * pairs + pair];
                all[2 * (a * terms + m) + 1] = (a == pair ? 1 : -1) * odd[m * pairs + pair];
            }
        }
        return all;
    }

    /** The width rounded up to 4, 8, 12 or 16 cells, of which the last hold 0. */
    int paddedWidth() {
        return (width + 3) / 4 * 4;
    }

    private double phi(double z) {
        return Math.abs(z) >= 1 ? 0 : Math.exp(beta * (Math.sqrt((1 - z) * (1 + z)) - 1));
    }

    private double cell(int a, double t) {
        return phi((2 * a + 1 + t) / width - 1);
    }

    /** For each cell of the left half the polynomial through φ at the Chebyshev points, by powers of t. */
    private double[][] fit(int degrees) {
        double[][] fits = new double[pairs][];
        for (int a = 0; a < pairs; a++) {
            double[] chebyshev = new double[degrees];
            for (int j = 0; j < degrees; j++) {
                double angle = Math.PI * (j + 0.5) / degrees;
                double value = cell(a, Math.cos(angle));
                for (int m = 0; m < degrees; m++) {
                    chebyshev[m] += (m == 0 ? 1 : 2) * value * Math.cos(m * angle) / degrees;
                }
            }
            fits[a] = powers(chebyshev);
        }
        return fits;
    }

    /** Σ c_m T_m(t) by powers of t, by Clenshaw's recurrence on coefficients. */
    private static double[] powers(double[] chebyshev) {
        int n = chebyshev.length;
        double[] b1 = new double[n];
        double[] b2 = new double[n];
        for (int m = n - 1; m >= 0; m--) {
            double[] b = new double[n];
            b[0] = chebyshev[m] - b2[0];
            for (int i = 1; i < n; i++) {
                b[i] = (m == 0 ? 1 : 2) * b1[i - 1] - b2[i];
            }
            b2 = b1;
            b1 = b;
        }
        return b1;
    }

    private double error(double[][] fits) {
        double worst = 0;
        for (int a = 0; a < pairs; a++) {
            for (int j = 0; j <= 64; j++) {
                double t = j / 32.0 - 1;
                double value = 0;
                for (int m = fits[a].length - 1; m >= 0; m--) {
                    value = value * t + fits[a][m];
                }
                worst = Math.max(worst, Math.abs(value - cell(a, t)));
            }
        }
        return worst;
    }

    /**
     * The values at many distances at once, so that the JVM's vectoriser can work along them.
     *
     * @param t 2s − 1 for distances s ∈ [0, 1] (at least {@code count})
     * @param values cell a of point p at a·{@link #BATCH} + p; cells beyond w are left alone
     */
    void evaluate(double[] t, int count, double[] values) {
        double[] square = new double[BATCH];
        double[] e = new double[BATCH];
        double[] o = new double[BATCH];
        for (int p = 0; p < count; p++) {
            square[p] = t[p] * t[p];
        }
        for (int a = 0; a < pairs; a++) {
            horner(even, a, square, e, count);
            horner(odd, a, square, o, count);
            for (int p = 0; p < count; p++) {
                double left = e[p] + t[p] * o[p];
                double right = e[p] - t[p] * o[p];
                e[p] = left;
                o[p] = right;
            }
            // Copied, since a loop whose arrays are not all indexed alike is not vectorised.
            System.arraycopy(e, 0, values, a * BATCH, count);
            System.arraycopy(o, 0, values, (width - 1 - a) * BATCH, count);
        }
    }

    /** Two coefficients a pass, since each pass goes through memory. */
    private void horner(double[] coefficients, int a, double[] square, double[] sum, int count) {
        int m = (terms - 1) * pairs + a;
        double top = coefficients[m];
        double next = coefficients[m - pairs];
        for (int p = 0; p < count; p++) {
            sum[p] = top * square[p] + next;
        }
        m -= 2 * pairs;
        for (; m - pairs >= 0; m -= 2 * pairs) {
            double c = coefficients[m];
            double d = coefficients[m - pairs];
            for (int p = 0; p < count; p++) {
                sum[p] = (sum[p] * square[p] + c) * square[p] + d;
            }
        }
        if (m >= 0) {
            double c = coefficients[m];
            for (int p = 0; p < count; p++) {
                sum[p] = sum[p] * square[p] + c;
            }
        }
    }

    /** 1 / ∫ φ(2x/w) cos(2πkx/M) dx for k = 0 … c: what undoes the spreading, mode by mode. */
    public double[] deconvolution(int cutoff, int gridSize) {
        int half = 2 + 2 * width;
        GaussIntegrator rule;
        // The factory caches its rules, which are dear, in an unsynchronised map.
        synchronized (GAUSS) {
            rule = GAUSS.legendre(2 * half);
        }
        // k = jB + i with i < B = √c: cos and sin are needed for j and i alone, 2√c times.
        int block = (int) Math.ceil(Math.sqrt(cutoff + 1.0));
        double[] weight = new double[half];
        double[] angle = new double[half];
        double[][] cos = new double[half][block];
        double[][] sin = new double[half][block];
        for (int q = 0; q < half; q++) {
            // The rule's points lie in pairs ±z.
            double z = Math.abs(rule.getPoint(q));
            weight[q] = width * rule.getWeight(q) * phi(z);
            angle[q] = Math.PI * width * z / gridSize;
            for (int i = 0; i < block; i++) {
                cos[q][i] = Math.cos(i * angle[q]);
                sin[q][i] = Math.sin(i * angle[q]);
            }
        }
        double[] inverse = new double[cutoff + 1];
        double[] sum = new double[block];
        for (int k = 0; k <= cutoff; k += block) {
            Arrays.fill(sum, 0);
            for (int q = 0; q < half; q++) {
                add(weight[q] * Math.cos(k * angle[q]), cos[q], sum);
                add(-weight[q] * Math.sin(k * angle[q]), sin[q], sum);
            }
            for (int i = 0; i < Math.min(block, cutoff + 1 - k); i++) {
                inverse[k + i] = 1 / sum[i];
            }
        }
        return inverse;
    }

    private static void add(double c, double[] x, double[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += c * x[i];
        }
    }
}
