package org.fprinciple.solver;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The largest eigenvalue of a symmetric positive semidefinite operator by Lanczos with full reorthogonalisation, to
 * about 1e−12 relative, from a fixed start.
 */
final class LargestEigenvalue {
    private static final int MOST_STEPS = 120;

    private LargestEigenvalue() {}

    static double of(int n, UnaryOperator<double[]> operator) {
        if (n == 0) {
            return 0;
        }
        int most = Math.min(n, MOST_STEPS);
        double[][] basis = new double[most][];
        double[] diagonal = new double[most];
        double[] next = new double[most];
        SplittableRandom random = new SplittableRandom(1);
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            v[i] = random.nextDouble() - 0.5;
        }
        double value = 0;
        double length = norm(v);
        for (int step = 0; step < most; step++) {
            for (int i = 0; i < n; i++) {
                v[i] /= length;
            }
            basis[step] = v;
            double[] image = operator.apply(v.clone());
            diagonal[step] = dot(v, image);
            // Twice is enough (Kahan, Parlett).
            for (int pass = 0; pass < 2; pass++) {
                for (int k = 0; k <= step; k++) {
                    double overlap = dot(basis[k], image);
                    for (int i = 0; i < n; i++) {
                        image[i] -= overlap * basis[k][i];
                    }
                }
            }
            length = norm(image);
            next[step] = length;
            double before = value;
            value = tridiagonal(diagonal, next, step + 1);
            if (length <= 1e-14 * value || (step > 8 && Math.abs(value - before) <= 1e-14 * value)) {
                break;
            }
            v = image;
        }
        return value;
    }

    private static double tridiagonal(double[] diagonal, double[] next, int size) {
        DMatrixRMaj t = new DMatrixRMaj(size, size);
        for (int i = 0; i < size; i++) {
            t.set(i, i, diagonal[i]);
            if (i + 1 < size) {
                t.set(i, i + 1, next[i]);
                t.set(i + 1, i, next[i]);
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(size, false, true);
        eigen.decompose(t);
        double max = 0;
        for (int i = 0; i < size; i++) {
            max = Math.max(max, eigen.getEigenvalue(i).getReal());
        }
        return max;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }
}
