package org.fprinciple.backend;

/** The parameters that a net starts from, read block by block: a file, or a law that draws them. */
public interface NeuronSource {
    /** The number of neurons, m. */
    int width();

    /** The number of inputs, d. */
    int dimension();

    /**
     * Neurons {@code from} … {@code from + count − 1}; may be called from several threads.
     *
     * @param a outer weights, written (count)
     * @param w inner weights, written (count, d), row by row
     * @param b biases, written (count)
     */
    void read(int from, int count, double[] a, double[] w, double[] b);
}
