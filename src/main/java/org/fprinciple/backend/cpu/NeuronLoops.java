package org.fprinciple.backend.cpu;

/** The loops over all pairs of a block of neurons and the samples, in float32 (theory-notes/training.md §1). */
interface NeuronLoops {
    /** sums_i += Σ_j a_j σ(z_ij), z_ij = w_j·x_i + b_j. */
    void forward(NeuronBlock block, int count, SampleBlock samples, OutputSums sums);

    /** Writes s, t and g of the block for the residuals r. */
    void backward(NeuronBlock block, int count, SampleBlock samples);

    /** sums_i += Σ_j p_j σ(z_ij) + σ'(z_ij) (u_j·x_i + v_j). */
    void tangent(NeuronBlock block, int count, SampleBlock samples, OutputSums sums);

    /** For people: "Vector API, 512 bits". */
    String description();
}
