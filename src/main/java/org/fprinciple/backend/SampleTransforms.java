package org.fprinciple.backend;

/**
 * Type-1 transforms (numerics.md §1) over samples (x_i, s_i) that come chunk by chunk, with x_0 = 1 and a, b = 0 … fields − 1:
 *
 * <pre>
 * moments:  Σ_i x_a x_b e^{−2πi k·x_i/L},  a ≤ b
 * targets:  Σ_i s x_a e^{−2πi k·x_i/L}
 * </pre>
 *
 * <p>Chunks are added in the order in which they come, whatever runs beside each other: the same bits in every run.
 */
public interface SampleTransforms extends AutoCloseable {
    /** The number of moments, fields (fields + 1)/2. */
    static int momentCount(int fields) {
        return fields * (fields + 1) / 2;
    }

    /** The place of the moment of x_a x_b: rows of a triangle. */
    static int moment(int a, int b, int fields) {
        int low = Math.min(a, b);
        int high = Math.max(a, b);
        return low * fields - low * (low - 1) / 2 + high - low;
    }

    /**
     * Adds a chunk. The arrays are the caller's again at once.
     *
     * @param x (n, d), row by row, finite; any period of the box
     * @param s (n)
     */
    void add(double[] x, double[] s, int n);

    /** The moments' spectra, to be asked once, after the last chunk, as their grids are then given back. */
    Vec[] moments();

    /** The targets' spectra, to be asked once. */
    Vec[] targets();

    /** Gives back what it holds on a device. */
    @Override
    void close();
}
