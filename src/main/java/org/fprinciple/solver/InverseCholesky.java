package org.fprinciple.solver;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;

/**
 * A sparse upper triangular U with U Uᵀ ≈ K*^{−1} on points in farthest-point order. Column i is the local cardinal
 * function of point i over itself and its nearest predecessors S, K*_SS^{−1} e_i scaled so that Uᵀ K* U has ones on its
 * diagonal: of all U of this pattern the one whose determinant condition number (Kaporin) of Uᵀ K* U is least.
 *
 * <p>Vecchia (1988); Kolotilina and Yeremin (1993); Schäfer, Katzfuss and Owhadi (2021), arXiv:2004.14455.
 */
final class InverseCholesky {
    /** Pivots below so many times the rounding of the local system say nothing. */
    private static final double NOISE = 8;

    private final int[][] rows;
    private final double[][] values;
    private final int uncertain;

    private InverseCholesky(int[][] rows, double[][] values, int uncertain) {
        this.rows = rows;
        this.values = values;
        this.uncertain = uncertain;
    }

    /**
     * @param neighbours how many predecessors each point sees, m
     * @throws org.fprinciple.InvalidInputException if a local system shows that the kernel is not positive definite
     */
    static InverseCholesky of(ReducedKernel kernel, int neighbours, Backend backend, Progress progress) {
        int n = kernel.points().numRows;
        NearestPredecessors predecessors = new NearestPredecessors(kernel.points());
        int[][] rows = new int[n][];
        double[][] values = new double[n][];
        AtomicInteger uncertain = new AtomicInteger();
        backend.forEach(n, i -> {
            int[] nearest = predecessors.of(i, neighbours);
            int[] set = Arrays.copyOf(nearest, nearest.length + 1);
            set[nearest.length] = i;
            rows[i] = set;
            values[i] = new double[set.length];
            if (!column(kernel.block(set), values[i])) {
                uncertain.incrementAndGet();
            }
            progress.advance(1);
        });
        return new InverseCholesky(rows, values, uncertain.get());
    }

    /** The bytes that the factor of n points takes. */
    static double bytes(double n, double neighbours) {
        return n * (12 * (neighbours + 1) + 2 * 24);
    }

    /**
     * Writes R^{−1} e_last for the Cholesky factor R of a local system, K*_SS = RᵀR. Neighbours that rounding cannot tell
     * from those nearer are left out (0), and a last pivot below rounding is taken to be as large as rounding.
     *
     * @return whether the last pivot is above rounding
     */
    private static boolean column(ReducedKernel.Block block, double[] v) {
        int m = v.length;
        double[] r = block.matrix().data;
        double least = NOISE * block.noise();
        double trace = 0;
        for (int k = 0; k < m; k++) {
            trace += r[k * m + k];
        }
        boolean[] left = new boolean[m];
        for (int k = 0; k < m - 1; k++) {
            double pivot = r[k * m + k];
            left[k] = !(pivot > least);
            if (left[k]) {
                continue;
            }
            double root = Math.sqrt(pivot);
            for (int j = k; j < m; j++) {
                r[k * m + j] /= root;
            }
            for (int i = k + 1; i < m; i++) {
                subtractMultiple(r[k * m + i], r, k * m, r, i * m, i, m);
            }
        }
        double pivot = r[m * m - 1];
        boolean sure = pivot > least;
        double last = sure ? pivot : Math.max(least, Double.MIN_NORMAL);
        double square = backSubstitute(r, left, last, v);
        if (!sure && trace > 0) {
            // v scaled to v_last = 1 has the Rayleigh quotient pivot/|v|².
            DenseSaddle.requireDefinite(new double[] {pivot / (square * last), trace});
        }
        return sure;
    }

    /** v_last = 1/√last, R v = (0, …, 0, 1)ᵀ; returns |v|². */
    private static double backSubstitute(double[] r, boolean[] left, double last, double[] v) {
        int m = v.length;
        v[m - 1] = 1 / Math.sqrt(last);
        double square = v[m - 1] * v[m - 1];
        for (int k = m - 2; k >= 0; k--) {
            if (left[k]) {
                continue;
            }
            double sum = 0;
            for (int j = k + 1; j < m; j++) {
                sum += r[k * m + j] * v[j];
            }
            v[k] = -sum / r[k * m + k];
            square += v[k] * v[k];
        }
        return square;
    }

    private static void subtractMultiple(double c, double[] a, int atA, double[] b, int atB, int from, int to) {
        for (int j = from; j < to; j++) {
            b[atB + j] -= c * a[atA + j];
        }
    }

    /** How many points have a cardinal function that rounding bounds. */
    int uncertain() {
        return uncertain;
    }

    /** U Uᵀ r. */
    double[] apply(double[] r) {
        double[] z = new double[r.length];
        for (int i = 0; i < r.length; i++) {
            double sum = 0;
            for (int k = 0; k < rows[i].length; k++) {
                sum += values[i][k] * r[rows[i][k]];
            }
            for (int k = 0; k < rows[i].length; k++) {
                z[rows[i][k]] += sum * values[i][k];
            }
        }
        return z;
    }
}
