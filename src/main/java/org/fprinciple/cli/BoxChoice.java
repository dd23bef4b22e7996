package org.fprinciple.cli;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.LfpOperator;

/** {@code box:auto} and {@code --modes auto}. */
final class BoxChoice {
    /** Wide enough that a period's copies of the data are three widths away. */
    private static final double SIDE_PER_SPAN = 4;
    /** The share of the kernel that modes beyond the grid may hold. */
    private static final double TAIL = 1e-3;
    /** Direct sums over modes are slow beyond about this many. */
    private static final double MOST_MODES = 1 << 16;

    private BoxChoice() {}

    /** Four times the widest span of the points. */
    static double side(DMatrixRMaj... sets) {
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
        return SIDE_PER_SPAN * widest;
    }

    /** The fewest modes, a power of two, that hold all but 1e−3 of the kernel; at most 65,536 in all. */
    static LfpOperator withModes(LfpOperator operator, double side) {
        int modes = 16;
        while (true) {
            LfpOperator candidate = operator.onBox(side, modes);
            if (candidate.kernel() instanceof BoxKernel box) {
                double tail = box.kernelTail(0);
                if (tail <= TAIL * (tail + box.kernelDiagonal(0))
                        || Math.pow(2.0 * modes, operator.dimension()) > MOST_MODES) {
                    return candidate;
                }
            }
            modes *= 2;
        }
    }
}
