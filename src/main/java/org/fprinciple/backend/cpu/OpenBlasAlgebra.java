package org.fprinciple.backend.cpu;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrs;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyevd;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.DenseAlgebra;
import org.jspecify.annotations.Nullable;

/**
 * OpenBLAS through bytedeco's natives, on one fixed thread: more threads would change the bits. A symmetric matrix is
 * the same by rows and by columns, so LAPACK's column-major layout costs no transposition.
 */
final class OpenBlasAlgebra implements DenseAlgebra {
    private static final Object LOCK = new Object();
    private static @Nullable OpenBlasAlgebra loaded;
    private static @Nullable String refusal;

    private OpenBlasAlgebra() {}

    /** The library, or null where it cannot be loaded; {@link #refusal()} says why. */
    static @Nullable OpenBlasAlgebra instance() {
        synchronized (LOCK) {
            if (loaded == null && refusal == null) {
                try {
                    blas_set_num_threads(1);
                    loaded = new OpenBlasAlgebra();
                } catch (LinkageError e) {
                    refusal = e.getMessage() == null ? e.toString() : e.getMessage();
                }
            }
            return loaded;
        }
    }

    /** Why it could not be loaded, or null. */
    static @Nullable String refusal() {
        instance();
        synchronized (LOCK) {
            return refusal;
        }
    }

    @Override
    public String name() {
        return "OpenBLAS";
    }

    @Override
    public void multiplyAdd(DMatrixRMaj a, boolean transposeA, DMatrixRMaj b, boolean transposeB, DMatrixRMaj c) {
        int m = c.numRows;
        int n = c.numCols;
        int k = transposeA ? a.numRows : a.numCols;
        cblas_dgemm(
                CblasRowMajor,
                transposeA ? CblasTrans : CblasNoTrans,
                transposeB ? CblasTrans : CblasNoTrans,
                m,
                n,
                k,
                1,
                a.data,
                a.numCols,
                b.data,
                b.numCols,
                1,
                c.data,
                n);
    }

    @Override
    public Eigen symmetricEigen(DMatrixRMaj a) {
        int n = a.numRows;
        double[] values = new double[n];
        int info = LAPACKE_dsyevd(LAPACK_COL_MAJOR, (byte) 'V', (byte) 'U', n, a.data, n, values);
        if (info != 0) {
            throw new IllegalStateException("dsyevd of OpenBLAS returned " + info + " for n = " + n + ".");
        }
        // Column j of the column-major result is row j here.
        return new Eigen(values, a);
    }

    @Override
    public @Nullable Cholesky cholesky(DMatrixRMaj a) {
        int n = a.numRows;
        if (LAPACKE_dpotrf(LAPACK_COL_MAJOR, (byte) 'U', n, a.data, n) != 0) {
            return null;
        }
        return new Factor(a);
    }

    /** The factor of a Cholesky factorisation, as LAPACK left it. */
    private record Factor(DMatrixRMaj a) implements Cholesky {
        /** LAPACK's upper triangle by columns is a lower one by rows. */
        @Override
        public DMatrixRMaj lower() {
            return a;
        }

        @Override
        public double[] solve(double[] b) {
            return solveRows(DMatrixRMaj.wrap(1, b.length, b)).data;
        }

        @Override
        public DMatrixRMaj solveRows(DMatrixRMaj b) {
            // Rows here are LAPACK's columns.
            DMatrixRMaj x = b.copy();
            int n = a.numRows;
            LAPACKE_dpotrs(LAPACK_COL_MAJOR, (byte) 'U', n, x.numRows, a.data, n, x.data, n);
            return x;
        }
    }

    @Override
    public double eigenSeconds(int n) {
        int trial = 1000;
        if (n < 4 * trial) {
            return 0;
        }
        DMatrixRMaj a = new DMatrixRMaj(trial, trial);
        for (int i = 0; i < trial; i++) {
            for (int j = 0; j < trial; j++) {
                a.data[i * trial + j] = Math.abs(i - j);
            }
        }
        long began = System.nanoTime();
        symmetricEigen(a);
        double seconds = (System.nanoTime() - began) / 1e9;
        // Past the caches the reduction to tridiagonal form runs at the speed of memory, about twice as long.
        return 2 * seconds * Math.pow((double) n / trial, 3);
    }

    @Override
    public double eigenBytes(long n) {
        // Java's matrix and its native copy, and dsyevd's work space of 1 + 6n + 2n².
        return 8.0 * 4 * n * n;
    }
}
