package org.fprinciple.problem;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Keeps every k-th sample of a stream whose length is not known, k being the least power of two that leaves no more
 * than wanted: whenever there are too many, every other one is dropped.
 */
final class SamplePreview implements Samples.ChunkConsumer {
    /** Enough for pictures. */
    private static final int MOST = 20_000;

    private final int dimension;
    private double[] inputs = new double[0];
    private double[] targets = new double[0];
    private int kept;
    private long every = 1;
    private long seen;

    SamplePreview(int dimension) {
        this.dimension = dimension;
    }

    @Override
    public void accept(double[] x, double[] y, int rows) {
        for (long i = due(0); i < rows; i = due(i)) {
            if (kept == MOST) {
                halve();
            } else {
                keep(x, y, (int) i);
                i++;
            }
        }
        seen += rows;
    }

    /** The first row of the chunk at or after row {@code i} that is to be kept. */
    private long due(long i) {
        return i + Math.floorMod(-(seen + i), every);
    }

    private void keep(double[] x, double[] y, int row) {
        if (kept == targets.length) {
            int more = Math.min(MOST, Math.max(1024, 2 * kept));
            inputs = Arrays.copyOf(inputs, more * dimension);
            targets = Arrays.copyOf(targets, more);
        }
        System.arraycopy(x, row * dimension, inputs, kept * dimension, dimension);
        targets[kept++] = y[row];
    }

    private void halve() {
        for (int i = 0; 2 * i < kept; i++) {
            System.arraycopy(inputs, 2 * i * dimension, inputs, i * dimension, dimension);
            targets[i] = targets[2 * i];
        }
        kept = (kept + 1) / 2;
        every *= 2;
    }

    /** k. */
    long every() {
        return every;
    }

    /** The inputs that were kept, (m, d). */
    DMatrixRMaj inputs() {
        return DMatrixRMaj.wrap(kept, dimension, Arrays.copyOf(inputs, kept * dimension));
    }

    /** The targets that were kept, (m). */
    double[] targets() {
        return Arrays.copyOf(targets, kept);
    }
}
