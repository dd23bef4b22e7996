package org.fprinciple.backend;

/**
 * A two-layer net on a backend: the parameters θ₀ that training starts from. Where training has led is a displacement
 * δ = θ − θ₀, a vector of m (d + 2) entries: a, then b, then each column of w. A lazy net moves each weight by less than
 * the rounding of the weight itself, so that θ alone in float32 would stand still; δ does not (theory-notes/training.md §2).
 */
public interface DeviceNet {
    /** The number of neurons, m. */
    int width();

    /** The number of inputs, d. */
    int dimension();

    /** What it computes. */
    NetForm form();

    /** What its numbers are held in. */
    Precision precision();

    /** A new displacement: zero but for what the rounding of θ₀ has left out of the source. */
    Vec start();

    /**
     * A plan for up to {@code capacity} samples.
     *
     * @param choice how pairs are gone through
     */
    NetPlan plan(int capacity, NetPlan.Choice choice);

    /**
     * The parameters θ₀ + δ.
     *
     * @param w (count, d), row by row
     */
    void read(Vec displacement, int from, int count, double[] a, double[] w, double[] b);

    /** The parameters at the start, as {@link #read} gives them. */
    void readStart(int from, int count, double[] a, double[] w, double[] b);
}
