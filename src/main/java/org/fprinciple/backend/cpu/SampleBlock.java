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
     * The bits of x, and where there are no tables of r and q, sample by sample (count, 2 d + 1), for loops that broadcast them: one array, since compilers run out of
     * registers for the pointers and lengths of several.
     */
    final int[] rows;

    /**
     * For loops that take four samples at a time: the bits of the sums of r, and of each row of q, over the sixteen subsets of the four
     * (padded / 4, d + 1, 16). A subset's number has the bit 1 for the first of the four, 2, 4 and 8 for the others.
     */
    final int[] tables;

    /** @param tabled whether there are tables */
    SampleBlock(int dimension, int capacity, boolean tabled) {
        int most = padded(capacity);
        x = new float[dimension][most];
        r = new float[most];
        rows = new int[Math.multiplyExact(most, 2 * dimension + 1)];
        q = new float[dimension][most];
        tables = new int[tabled ? Math.multiplyExact(most, 4 * (dimension + 1)) : 0];
    }

    static int padded(int count) {
        return (count + 15) / 16 * 16;
    }
}
