package org.fprinciple.solver;

import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * The eigenvalues of a symmetric tridiagonal matrix in ascending order, and the first and the last entry of each
 * eigenvector, which is all that a function of it at its first column needs beside the basis.
 *
 * @param values θ (m)
 * @param vectors eigenvectors as rows (m, m)
 */
record Tridiagonal(double[] values, double[][] vectors) {

    /**
     * @param diagonal at least {@code size} numbers
     * @param beside the entries beside the diagonal, at least {@code size} − 1
     */
    static Tridiagonal of(double[] diagonal, double[] beside, int size) {
        double[] main = java.util.Arrays.copyOf(diagonal, size);
        if (size == 1) {
            return new Tridiagonal(main, new double[][] {{1}});
        }
        EigenDecomposition eigen = new EigenDecomposition(main, java.util.Arrays.copyOf(beside, size - 1));
        double[] values = new double[size];
        double[][] vectors = new double[size][];
        for (int j = 0; j < size; j++) {
            // Commons Math gives them in descending order.
            values[j] = eigen.getRealEigenvalue(size - 1 - j);
            vectors[j] = eigen.getEigenvector(size - 1 - j).toArray();
        }
        return new Tridiagonal(values, vectors);
    }
}
