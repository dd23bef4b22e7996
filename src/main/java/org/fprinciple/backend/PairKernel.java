package org.fprinciple.backend;

import org.jspecify.annotations.Nullable;

/** A kernel K(x, z) that is told for each pair of points alone. Safe for use by several threads. */
public interface PairKernel {
    /** The number of inputs, d. */
    int dimension();

    /** Writes K(point, z_{from+t}) for t = 0 … count−1 into {@code out}. */
    void row(double[] point, Columns z, int from, int count, double[] out);

    /** The formula, for devices that compute it themselves; null where {@link #row} alone knows it. */
    @Nullable
    PairFormula formula();
}
