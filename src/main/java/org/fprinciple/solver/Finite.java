package org.fprinciple.solver;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;

/** Numbers that float64 cannot work with are refused before they turn into NaN. */
final class Finite {
    private static final double MOST = 1e140;
    private static final double TIGHTEST = 1e-15;

    private Finite() {}

    /**
     * Checks a relative tolerance.
     *
     * @throws InvalidInputException if it is not positive, or below what float64 gives
     */
    static void tolerance(double relative) {
        if (!(relative > 0)) {
            throw new InvalidInputException("The tolerance " + relative + " is refused: it must be positive.");
        }
        if (relative >= 1) {
            throw new InvalidInputException("The tolerance " + relative + " is refused: it must be below 1.");
        }
        if (relative < TIGHTEST) {
            throw new InvalidInputException(
                    "The tolerance " + relative + " is refused: float64 gives " + TIGHTEST + " at best.");
        }
    }

    /**
     * The matrix itself.
     *
     * @throws InvalidInputException if an entry is not finite, or all are so large or small that products would not be
     */
    static DMatrixRMaj kernel(DMatrixRMaj matrix) {
        double largest = 0;
        for (int i = 0; i < matrix.getNumElements(); i++) {
            double size = Math.abs(matrix.data[i]);
            largest = size <= MOST ? Math.max(largest, size) : Double.POSITIVE_INFINITY;
        }
        if (!(largest <= MOST && largest >= 1 / MOST)) {
            throw new InvalidInputException(
                    "The kernel on these data is beyond the range of float64 (its largest entry is " + largest
                            + "): normalise the inputs (--normalise unit), or take a law, weight or box nearer to 1.");
        }
        return matrix;
    }
}
