package org.fprinciple.operator;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.Columns;
import org.fprinciple.backend.KernelProduct;
import org.fprinciple.backend.PairKernel;
import org.fprinciple.backend.Vec;

/** A kernel with a formula for each pair of points: products are the backend's. */
abstract class PairwiseKernel implements Kernel, PairKernel {
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

    @Override
    public final DMatrixRMaj product(DMatrixRMaj x, DMatrixRMaj z, DMatrixRMaj c, Backend backend, Progress progress) {
        int q = c.numCols;
        Vec[] from = new Vec[q];
        Vec[] to = new Vec[q];
        for (int t = 0; t < q; t++) {
            double[] column = new double[z.numRows];
            for (int j = 0; j < column.length; j++) {
                column[j] = c.data[j * q + t];
            }
            from[t] = backend.vector(column.length);
            from[t].set(column);
            to[t] = backend.vector(x.numRows);
        }
        backend.kernelProduct(this, x, z).multiply(from, to, progress);
        DMatrixRMaj out = new DMatrixRMaj(x.numRows, q);
        for (int t = 0; t < q; t++) {
            double[] column = to[t].toArray();
            for (int i = 0; i < column.length; i++) {
                out.data[i * q + t] = column[i];
            }
        }
        return out;
    }

    @Override
    public final KernelProduct products(DMatrixRMaj x, Backend backend) {
        return backend.kernelProduct(this, x, x);
    }

    /** Row i (d). */
    static double[] point(DMatrixRMaj x, int i) {
        int d = x.numCols;
        return java.util.Arrays.copyOfRange(x.data, i * d, (i + 1) * d);
    }
}
