package org.fprinciple.solver;

import java.util.Arrays;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.SparseFactor;

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
    private final int leftOut;

    private InverseCholesky(int[][] rows, double[][] values, int leftOut) {
        this.rows = rows;
        this.values = values;
        this.leftOut = leftOut;
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
        boolean[] left = new boolean[n];
        backend.forEach(n, i -> {
            int[] nearest = predecessors.of(i, neighbours);
            rows[i] = Arrays.copyOf(nearest, nearest.length + 1);
            rows[i][nearest.length] = i;
            values[i] = new double[rows[i].length];
            left[i] = !column(kernel.block(rows[i]), values[i]);
            progress.advance(1);
        });
        int count = 0;
        for (boolean l : left) {
            count += l ? 1 : 0;
        }
        if (count > 0) {
            backend.forEach(n, i -> {
                int[] kept = left[i]
                        ? new int[0]
                        : Arrays.stream(rows[i]).filter(k -> !left[k]).toArray();
                if (kept.length < rows[i].length) {
                    rows[i] = kept;
                    values[i] = new double[kept.length];
                    if (kept.length > 0) {
                        column(kernel.block(kept), values[i]);
                    }
                }
            });
        }
        return new InverseCholesky(rows, values, count);
    }

    /** The bytes that the factor of n points takes, its rows renumbered and a copy on its way to a device among them. */
    static double bytes(double n, double neighbours) {
        return n * (28 * (neighbours + 1) + 3 * 24);
    }

    /**
     * Writes R^{−1} e_last for the Cholesky factor R of a local system, K*_SS = RᵀR. Neighbours that rounding cannot tell
     * from those nearer are left out (0), and a last pivot below what rounding does to vᵀK*v is taken to be as large.
     *
     * @return whether the last pivot is above rounding
     */
    private static boolean column(ReducedKernel.Block block, double[] v) {
        int m = v.length;
        double[] r = block.matrix().data;
        double noise = NOISE * block.noise();
        boolean[] left = new boolean[m];
        for (int k = 0; k < m - 1; k++) {
            double pivot = r[k * m + k];
            left[k] = !(pivot > noise);
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
        v[m - 1] = 1;
        double sum = 1;
        double square = 1;
        for (int k = m - 2; k >= 0; k--) {
            v[k] = left[k] ? 0 : -dot(r, k * m, v, k + 1) / r[k * m + k];
            sum += Math.abs(v[k]);
            square += v[k] * v[k];
        }
        double pivot = r[m * m - 1];
        double least = noise * sum * sum;
        if (!(pivot > least)) {
            // v has the Rayleigh quotient pivot/|v|².
            DenseSaddle.requireDefinite(new double[] {pivot / square, block.largest()});
        }
        double root = Math.sqrt(Math.max(Math.max(pivot, least), Double.MIN_NORMAL));
        for (int k = 0; k < m; k++) {
            v[k] /= root;
        }
        return pivot > least;
    }

    private static double dot(double[] r, int at, double[] v, int from) {
        double sum = 0;
        for (int j = from; j < v.length; j++) {
            sum += r[at + j] * v[j];
        }
        return sum;
    }

    private static void subtractMultiple(double c, double[] a, int atA, double[] b, int atB, int from, int to) {
        for (int j = from; j < to; j++) {
            b[atB + j] -= c * a[atA + j];
        }
    }

    /** How many points were left to their neighbours. */
    int leftOut() {
        return leftOut;
    }

    /** U on a backend, over all n samples: its rows and columns at the anchors are empty. */
    SparseFactor on(Backend backend, NullSpace space) {
        int[] rest = space.rest();
        int[][] samples = new int[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            samples[i] = Arrays.stream(rows[i]).map(k -> rest[k]).toArray();
        }
        return backend.sparseFactor(rest.length + space.anchors().length, samples, values);
    }
}
