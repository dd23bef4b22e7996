package org.fprinciple.problem;

import org.fprinciple.InvalidInputException;

/** What samples must be, wherever they come from. */
final class SampleChecks {
    private SampleChecks() {}

    /** Refuses X (rows, columns) and y (targets) that do not fit, or hold nothing. */
    static void requireShapes(long rows, int columns, long targets, String source) {
        if (rows != targets || targets == 0 || columns == 0) {
            throw new InvalidInputException(
                    source + ": X must be (n,d) and y (n) with n and d of at least 1, but X is (" + rows + "," + columns
                            + ") and y (" + targets + ").");
        }
    }

    /**
     * Refuses NaN and infinity.
     *
     * @param x inputs, row by row (rows, d)
     * @param y targets (rows)
     * @param firstRow the number of the first of these rows in the source
     */
    static void requireFinite(double[] x, double[] y, int rows, int d, long firstRow, String source) {
        for (int i = 0; i < rows; i++) {
            for (int c = 0; c < d; c++) {
                if (!Double.isFinite(x[i * d + c])) {
                    throw notFinite(source, "X[" + (firstRow + i) + "," + c + "]", x[i * d + c]);
                }
            }
            if (!Double.isFinite(y[i])) {
                throw notFinite(source, "y[" + (firstRow + i) + "]", y[i]);
            }
        }
    }

    private static InvalidInputException notFinite(String source, String element, double value) {
        return new InvalidInputException(source + ": " + element + " is " + value
                + "; every value must be a finite number, so remove or mend that sample.");
    }
}
