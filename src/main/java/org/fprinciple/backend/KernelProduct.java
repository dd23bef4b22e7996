package org.fprinciple.backend;

import org.fprinciple.Progress;

/**
 * Products with a kernel's matrix K(x_i, z_j) (p, n) for points that stay. Sums have a fixed order. For one thread at a time.
 */
@FunctionalInterface
public interface KernelProduct {
    /**
     * out_t ← K v_t for all t, with each K(x_i, z_j) computed once for several of them.
     *
     * @param v vectors of n
     * @param out vectors of p, none of them among {@code v}
     * @param progress advances by p in all, or not at all
     */
    void multiply(Vec[] v, Vec[] out, Progress progress);

    /** out ← K v. */
    default void multiply(Vec v, Vec out) {
        multiply(new Vec[] {v}, new Vec[] {out}, Progress.NONE);
    }
}
