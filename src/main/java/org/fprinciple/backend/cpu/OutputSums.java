package org.fprinciple.backend.cpu;

import java.util.Arrays;

/**
 * Sums over neurons, one a sample: pairs of float32 whose sum is the value, so that thousands of float32 sums are added
 * without loss (Knuth's two-sum), and the sum that is being made.
 */
final class OutputSums {
    final float[] high;
    final float[] low;
    /** Over the last neurons, not yet in the pairs. */
    final float[] fresh;

    OutputSums(int padded) {
        high = new float[padded];
        low = new float[padded];
        fresh = new float[padded];
    }

    void clear(int padded) {
        Arrays.fill(high, 0, padded, 0);
        Arrays.fill(low, 0, padded, 0);
    }

    /** Adds the fresh sums to the pairs, and clears them. */
    void carry(int padded) {
        for (int i = 0; i < padded; i++) {
            float before = high[i];
            float term = fresh[i];
            float sum = before + term;
            float part = sum - before;
            low[i] += (before - (sum - part)) + (term - part);
            high[i] = sum;
            fresh[i] = 0;
        }
    }

    /** Adds other pairs to these. */
    void add(OutputSums other, int padded) {
        for (int i = 0; i < padded; i++) {
            float before = high[i];
            float term = other.high[i];
            float sum = before + term;
            float part = sum - before;
            low[i] += ((before - (sum - part)) + (term - part)) + other.low[i];
            high[i] = sum;
        }
    }

    double at(int i) {
        return (double) high[i] + low[i];
    }
}
