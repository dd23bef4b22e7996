package org.fprinciple.operator;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;

/** A kernel with a formula for each pair of points. */
abstract class PairwiseKernel implements Kernel {
    /** The coordinates of one tile of targets should stay in a core's second cache. */
    private static final int TILE_NUMBERS = 1 << 15;

    private static final int LARGEST_TILE = 512;
    /** So many tiles keep all threads busy to the end. */
    private static final int LEAST_TILES = 64;

    /** Writes K(point, z_{from+t}) for t = 0 … count−1 into {@code out}. */
    abstract void row(double[] point, Columns z, int from, int count, double[] out);

    @Override
    public final DMatrixRMaj matrix(DMatrixRMaj x, Backend backend, Progress progress) {
        int n = x.numRows;
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        Columns columns = new Columns(x);
        backend.forEach(n, i -> {
            double[] row = new double[i + 1];
            row(point(x, i), columns, 0, i + 1, row);
            System.arraycopy(row, 0, matrix.data, i * n, i + 1);
            progress.advance(1);
        });
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                matrix.data[i * n + j] = matrix.data[j * n + i];
            }
        }
        return matrix;
    }

    @Override
    public final DMatrixRMaj block(DMatrixRMaj x, DMatrixRMaj z) {
        int n = z.numRows;
        DMatrixRMaj block = new DMatrixRMaj(x.numRows, n);
        Columns columns = new Columns(z);
        double[] row = new double[n];
        for (int i = 0; i < x.numRows; i++) {
            row(point(x, i), columns, 0, n, row);
            System.arraycopy(row, 0, block.data, i * n, n);
        }
        return block;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The targets in tiles, and for each tile one source after the other: the inner loops run over targets, without
     * reductions, and every sum is taken in the order of the sources.
     */
    @Override
    public final DMatrixRMaj product(DMatrixRMaj x, DMatrixRMaj z, DMatrixRMaj c, Backend backend, Progress progress) {
        int n = z.numRows;
        int q = c.numCols;
        DMatrixRMaj out = new DMatrixRMaj(x.numRows, q);
        Columns targets = new Columns(x);
        int tile = Math.max(
                1, Math.min(x.numRows / LEAST_TILES, Math.max(32, Math.min(LARGEST_TILE, TILE_NUMBERS / dimension()))));
        backend.forEach((x.numRows + tile - 1) / tile, part -> {
            int from = part * tile;
            int count = Math.min(tile, x.numRows - from);
            double[] row = new double[count];
            double[][] sums = new double[q][count];
            double[] point = new double[z.numCols];
            for (int j = 0; j < n; j++) {
                System.arraycopy(z.data, j * point.length, point, 0, point.length);
                row(point, targets, from, count, row);
                for (int t = 0; t < q; t++) {
                    addMultiple(c.data[j * q + t], row, sums[t]);
                }
            }
            for (int i = 0; i < count; i++) {
                for (int t = 0; t < q; t++) {
                    out.data[(from + i) * q + t] = sums[t][i];
                }
            }
            progress.advance(count);
        });
        return out;
    }

    private static void addMultiple(double c, double[] row, double[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += c * row[i];
        }
    }

    /** Row i (d). */
    static double[] point(DMatrixRMaj x, int i) {
        int d = x.numCols;
        return java.util.Arrays.copyOfRange(x.data, i * d, (i + 1) * d);
    }
}
