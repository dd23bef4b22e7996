package org.fprinciple.problem;

import java.io.IOException;

/** Samples (x_i, y_i) that can be gone through from the first to the last, as often as wanted. */
public interface Samples {
    /** Takes a chunk. */
    @FunctionalInterface
    interface ChunkConsumer {
        /**
         * The next samples. The arrays may be written to, but are used again after the call; they may be longer than
         * their contents.
         *
         * @param x inputs, row by row (rows, d)
         * @param y targets (rows)
         * @param rows how many, at least 1
         */
        void accept(double[] x, double[] y, int rows);
    }

    /** The number of inputs, d. */
    int dimension();

    /** The number of samples, n, duplicates counted; where it is not known, by a pass over them. */
    default long rows() throws IOException {
        long[] count = {0};
        forEach(1 << 16, (x, y, rows) -> count[0] += rows);
        return count[0];
    }

    /** The target's name. */
    String targetName();

    /** The map to the user's units. */
    Normalisation normalisation();

    /**
     * Passes over all samples from the first to the last.
     *
     * @param chunkRows the rows of every chunk but the last, which may have fewer; at least 1
     * @throws org.fprinciple.InvalidInputException if a value is not a finite number (the message names its line or
     *     row, and its column), or the file is damaged
     * @throws IOException if the disk fails
     */
    void forEach(int chunkRows, ChunkConsumer consumer) throws IOException;
}
