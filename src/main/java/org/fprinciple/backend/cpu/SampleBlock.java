package org.fprinciple.backend.cpu;

/** Samples and residuals in float32, each input a row of its own, padded with 0 to a multiple of 16. */
final class SampleBlock {
    /** Sums over samples are carried in float32 over so many, and those sums again. */
    static final int UNIT = 256;

    /** How many. */
    int count;
    /** With the padding. */
    int padded;
    /** x (d, padded). */
    final float[][] x;
    /** r (padded). */
    final float[] r;
    /** r x (d, padded). */
    final float[][] q;

    /**
     * The bits of x, r and q sample by sample (count, 2 d + 1), for loops that broadcast them: one array, since compilers run out of
     * registers for the pointers and lengths of several.
     */
    final int[] rows;

    SampleBlock(int dimension, int capacity) {
        int most = padded(capacity);
        x = new float[dimension][most];
        r = new float[most];
        rows = new int[Math.multiplyExact(most, 2 * dimension + 1)];
        q = new float[dimension][most];
    }

    static int padded(int count) {
        return (count + 15) / 16 * 16;
    }
}
