package org.fprinciple.backend.cpu;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.DenseAlgebra;
import org.fprinciple.backend.FactorisedMatrix;

/** {@link FactorisedMatrix} by dense linear algebra. */
record CpuFactorisedMatrix(DenseAlgebra algebra, DMatrixRMaj a, DenseAlgebra.Cholesky factor)
        implements FactorisedMatrix {
    @Override
    public int rowsAtOnce() {
        return 256;
    }

    @Override
    public DMatrixRMaj solveRows(DMatrixRMaj b) {
        return factor.solveRows(b);
    }

    @Override
    public DMatrixRMaj multiplyRows(DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(b.numRows, b.numCols);
        algebra.multiplyAdd(b, false, a, false, product);
        return product;
    }
}
