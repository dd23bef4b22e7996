package org.fprinciple.backend;

import org.ejml.data.DMatrixRMaj;

/**
 * A symmetric positive definite matrix A (m, m) and its Cholesky factor, for many right-hand sides, which are the rows of what is
 * asked. For one thread at a time.
 */
public interface FactorisedMatrix {
    /** How many rows are worth giving at once. */
    int rowsAtOnce();

    /** B A^{−1} for B (q, m), which stays. */
    DMatrixRMaj solveRows(DMatrixRMaj b);

    /** B A for B (q, m), which stays. */
    DMatrixRMaj multiplyRows(DMatrixRMaj b);
}
