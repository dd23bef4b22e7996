package org.fprinciple.backend.cpu;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.fprinciple.backend.DenseAlgebra;
import org.jspecify.annotations.Nullable;

/** EJML: pure Java, at its best to some hundred rows. */
final class EjmlAlgebra implements DenseAlgebra {
    @Override
    public String name() {
        return "EJML";
    }

    @Override
    public void multiplyAdd(DMatrixRMaj a, boolean transposeA, DMatrixRMaj b, boolean transposeB, DMatrixRMaj c) {
        if (transposeA && transposeB) {
            CommonOps_DDRM.multAddTransAB(a, b, c);
        } else if (transposeA) {
            CommonOps_DDRM.multAddTransA(a, b, c);
        } else if (transposeB) {
            CommonOps_DDRM.multAddTransB(a, b, c);
        } else {
            CommonOps_DDRM.multAdd(a, b, c);
        }
    }

    @Override
    public Eigen symmetricEigen(DMatrixRMaj a) {
        int n = a.numRows;
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        if (!eigen.decompose(a)) {
            throw new IllegalStateException("The eigenvalue iteration of EJML did not converge for n = " + n + ".");
        }
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> eigen.getEigenvalue(j).getReal()))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] values = new double[n];
        DMatrixRMaj vectors = new DMatrixRMaj(n, n);
        for (int j = 0; j < n; j++) {
            values[j] = eigen.getEigenvalue(order[j]).getReal();
            System.arraycopy(eigen.getEigenVector(order[j]).data, 0, vectors.data, j * n, n);
        }
        return new Eigen(values, vectors);
    }

    @Override
    public @Nullable Cholesky cholesky(DMatrixRMaj a) {
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(a.numRows);
        return solver.setA(a) ? new Factor(solver) : null;
    }

    /** A Cholesky factorisation. */
    private record Factor(LinearSolverDense<DMatrixRMaj> solver) implements Cholesky {
        @Override
        public double[] solve(double[] b) {
            DMatrixRMaj x = new DMatrixRMaj(b.length, 1);
            solver.solve(DMatrixRMaj.wrap(b.length, 1, b.clone()), x);
            return x.data;
        }

        @Override
        public DMatrixRMaj lower() {
            CholeskyDecomposition_F64<DMatrixRMaj> decomposition = solver.getDecomposition();
            return decomposition.getT(null);
        }
    }

    @Override
    public double eigenSeconds(int n) {
        return 0;
    }

    @Override
    public double eigenBytes(long n) {
        return 8.0 * 4 * n * n;
    }
}
