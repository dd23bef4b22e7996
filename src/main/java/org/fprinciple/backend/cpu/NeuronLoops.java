package org.fprinciple.backend.cpu;

/** The loops over all pairs of a block of neurons and the samples, in float32 (theory-notes/training.md §1). */
interface NeuronLoops {
    /** sums_i += Σ_j a_j σ(z_ij), z_ij = w_j·x_i + b_j. */
    void forward(NeuronBlock block, int count, SampleBlock samples, OutputSums sums);

    /** Whether the backward pass reads {@link SampleBlock#tables}. */
    default boolean tabled() {
        return false;
    }

    /** Makes what the backward pass reads of r and q of samples from … to − 1 beside those themselves. */
    default void multipliersSet(SampleBlock samples, int from, int to) {}

    /** Writes s, t and g of the block for the residuals r. */
    void backward(NeuronBlock block, int count, SampleBlock samples);

    /** sums_i += Σ_j p_j σ(z_ij) + σ'(z_ij) (u_j·x_i + v_j). */
    void tangent(NeuronBlock block, int count, SampleBlock samples, OutputSums sums);

    /** to ← θ₀ + δ of one parameter of neurons, which begin at a place of θ₀ and δ. */
    default void load(float[] theta, float[] delta, int place, int count, float[] to) {
        // Compilers vectorise loops over arrays at equal places alone: rows are copied first.
        float[] moved = new float[count];
        System.arraycopy(delta, place, moved, 0, count);
        System.arraycopy(theta, place, to, 0, count);
        for (int j = 0; j < count; j++) {
            to[j] += moved[j];
        }
    }

    /** δ ← δ + c u v of one parameter, and to ← θ₀ + δ. */
    default void move(float c, float[] u, float[] v, float[] theta, float[] delta, int place, int count, float[] to) {
        float[] moved = new float[count];
        System.arraycopy(delta, place, moved, 0, count);
        for (int j = 0; j < count; j++) {
            moved[j] += c * v[j] * u[j];
        }
        System.arraycopy(moved, 0, delta, place, count);
        load(theta, delta, place, count, to);
    }

    /** For people: "Vector API, 512 bits". */
    String description();
}
