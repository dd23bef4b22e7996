package org.fprinciple.backend;

import org.ejml.data.DMatrixRMaj;

/** Dense linear algebra in float64, deterministic. */
public interface DenseAlgebra {
    /** The library, for run.json. */
    String name();

    /** C ← C + op(A) op(B), op the transpose where so said. */
    void multiplyAdd(DMatrixRMaj a, boolean transposeA, DMatrixRMaj b, boolean transposeB, DMatrixRMaj c);

    /**
     * All eigenvalues and eigenvectors of a symmetric matrix.
     *
     * @param a (n, n), destroyed
     */
    Eigen symmetricEigen(DMatrixRMaj a);

    /**
     * Solves A x = b for a symmetric positive definite A by Cholesky.
     *
     * @param a (n, n), destroyed
     * @return how to solve with the factor, or null where A is not positive definite to working precision
     */
    @org.jspecify.annotations.Nullable
    Cholesky cholesky(DMatrixRMaj a);

    /**
     * About how long {@link #symmetricEigen} takes for n rows: a smaller matrix is timed and scaled by n³. 0 where it is
     * too short to tell.
     */
    double eigenSeconds(int n);

    /** The bytes that {@link #symmetricEigen} holds at its peak for n rows, the matrix itself included. */
    double eigenBytes(long n);

    /**
     * Eigenvalues in ascending order (n), and the eigenvectors as rows (n, n).
     */
    record Eigen(double[] values, DMatrixRMaj vectors) {
        /** Below this an eigenvalue is rounding: n ε λ_max. */
        public double noise() {
            return values.length == 0 ? 0 : values.length * Math.ulp(1.0) * values[values.length - 1];
        }
    }

    /** A factorised system. */
    interface Solve {
        /** The solution for right-hand side {@code b} (n), which is kept. */
        double[] solve(double[] b);

        /** The solutions for many right-hand sides, the rows of {@code b} (q, n), as rows; b is kept. */
        default DMatrixRMaj solveRows(DMatrixRMaj b) {
            DMatrixRMaj x = new DMatrixRMaj(b.numRows, b.numCols);
            for (int i = 0; i < b.numRows; i++) {
                double[] row = java.util.Arrays.copyOfRange(b.data, i * b.numCols, (i + 1) * b.numCols);
                System.arraycopy(solve(row), 0, x.data, i * b.numCols, b.numCols);
            }
            return x;
        }
    }

    /** A system factorised by Cholesky, A = L Lᵀ. */
    interface Cholesky extends Solve {
        /** L (n, n), with anything above its diagonal. */
        DMatrixRMaj lower();
    }
}
