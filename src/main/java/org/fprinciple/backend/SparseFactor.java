package org.fprinciple.backend;

/** A sparse factor U of an approximate inverse. Sums have a fixed order. For one thread at a time. */
public interface SparseFactor {
    /** z ← U Uᵀ r; z is not r. */
    void apply(Vec r, Vec z);
}
