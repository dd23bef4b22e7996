package org.fprinciple.operator;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;

/** A kernel with a formula for each pair of points. */
abstract class PairwiseKernel implements Kernel {

    /** Writes K(x_i, z_j) for j = 0 … count−1 into {@code row}. */
    abstract void row(DMatrixRMaj x, int i, DMatrixRMaj z, int count, double[] row);

    @Override
    public final DMatrixRMaj matrix(DMatrixRMaj x, Backend backend, Progress progress) {
        int n = x.numRows;
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        backend.forEach(n, i -> {
            double[] row = new double[i + 1];
            row(x, i, x, i + 1, row);
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
    public final DMatrixRMaj product(DMatrixRMaj x, DMatrixRMaj z, DMatrixRMaj c, Backend backend, Progress progress) {
        int n = z.numRows;
        int q = c.numCols;
        DMatrixRMaj out = new DMatrixRMaj(x.numRows, q);
        backend.forEach(x.numRows, i -> {
            double[] row = new double[n];
            row(x, i, z, n, row);
            double[] sum = new double[q];
            for (int j = 0; j < n; j++) {
                double k = row[j];
                int at = j * q;
                for (int t = 0; t < q; t++) {
                    sum[t] += k * c.data[at + t];
                }
            }
            System.arraycopy(sum, 0, out.data, i * q, q);
            progress.advance(1);
        });
        return out;
    }
}
