package org.fprinciple.operator;

import org.ejml.data.DMatrixRMaj;

/** Small blocks of a kernel, many of them: safe for use by several threads. */
public interface KernelBlocks {
    /**
     * K(x_i, z_j) for a few points, on the calling thread; x (p, d), z (n, d).
     *
     * @return (p, n), symmetric to the bit where z is x
     */
    DMatrixRMaj of(DMatrixRMaj x, DMatrixRMaj z);

    /** How far off an entry may be, relative to the largest K(x_i, x_i). */
    default double error() {
        return Math.ulp(1.0);
    }
}
