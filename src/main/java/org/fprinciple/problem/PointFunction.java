package org.fprinciple.problem;

import org.ejml.data.DMatrixRMaj;

/** A function of points in the theory's units: h_ini, or a solution. */
@FunctionalInterface
public interface PointFunction {
    /** 0 everywhere: the antisymmetric start. */
    PointFunction ZERO = x -> new double[x.numRows];

    /**
     * Its values at the rows of x.
     *
     * @param x points (n, d)
     * @return values (n)
     */
    double[] at(DMatrixRMaj x);
}
