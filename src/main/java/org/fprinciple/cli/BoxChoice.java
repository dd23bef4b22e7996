package org.fprinciple.cli;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Memory;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.LfpOperator;

/** {@code --modes auto}, and the span that {@code box:auto} starts from. */
final class BoxChoice {
    /** Modes beyond the grid may hold this share of the kernel for a tolerance of 1. */
    private static final double TAIL = 0.1;
    /** More than this many modes for d = 1, 2, 3 are taken only where they are asked for, or samples need them. */
    private static final double[] MOST_MODES = {1 << 16, 1 << 18, 1 << 18};
    /** The most that samples can ask for. */
    private static final double MOST_FOR_SAMPLES = 1 << 22;
    /** What the box's grids and vectors take for a mode, bytes. */
    private static final double BYTES_PER_MODE = 1500;

    private BoxChoice() {}

    /** The widest span of the points over all axes. */
    static double span(DMatrixRMaj... sets) {
        double widest = 0;
        for (int c = 0; c < sets[0].numCols; c++) {
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            for (DMatrixRMaj x : sets) {
                for (int i = 0; i < x.numRows; i++) {
                    min = Math.min(min, x.get(i, c));
                    max = Math.max(max, x.get(i, c));
                }
            }
            widest = Math.max(widest, max - min);
        }
        return widest;
    }

    /**
     * The fewest modes, a power of two, that hold all but a tenth of the tolerance of the kernel and are more than the samples
     * need to be told apart; no more than 65,536 in one dimension, 512² and 64³, or 4 million where samples need them, and than memory holds.
     *
     * @param samples n
     * @param span the samples' widest span
     */
    static LfpOperator withModes(LfpOperator operator, double side, long samples, double span, double tolerance) {
        int d = operator.dimension();
        double memory = Memory.available() / BYTES_PER_MODE;
        double most = Math.min(memory, MOST_MODES[d - 1]);
        // As many modes as samples on the part of the box that they fill must be; the error falls about as the square
        // of more.
        double needed = Math.pow((double) samples, 1.0 / d) * side / span;
        double wanted = needed / Math.sqrt(tolerance);
        int modes = 16;
        while (true) {
            LfpOperator candidate = operator.onBox(side, modes);
            double next = Math.pow(2.0 * modes, d);
            if (next > Math.min(memory, MOST_FOR_SAMPLES) || (next > most && modes > needed)) {
                return candidate;
            }
            if (modes > wanted && candidate.kernel() instanceof BoxKernel box) {
                double tail = box.truncation().kernelTail(0);
                if (tail <= TAIL * tolerance * (tail + box.truncation().kernelDiagonal(0))) {
                    return candidate;
                }
            }
            modes *= 2;
        }
    }
}
