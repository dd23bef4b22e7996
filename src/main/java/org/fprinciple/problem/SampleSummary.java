package org.fprinciple.problem;

import org.ejml.data.DMatrixRMaj;

/**
 * What one pass over samples tells of them, in their own units.
 *
 * @param size the number of samples, n, duplicates counted
 * @param min the least value of each input column, (d)
 * @param max the greatest, (d)
 * @param mean the targets' mean
 * @param deviation the targets' standard deviation, of the sample (divisor n)
 */
public record SampleSummary(long size, double[] min, double[] max, double mean, double deviation) {

    /** The number of inputs, d. */
    public int dimension() {
        return min.length;
    }

    /** Whether an input column holds one value only, or two whose half distance is below the least double. */
    public boolean isConstant(int column) {
        return !(halfSpan(column) > 0);
    }

    /** Half of max − min; halves first, since the span of huge columns must not overflow. */
    double halfSpan(int column) {
        return max[column] / 2 - min[column] / 2;
    }

    /** The middle between min and max. */
    double centre(int column) {
        return min[column] / 2 + max[column] / 2;
    }

    /** The bounding box of the inputs: its least and its greatest corner as points, (2, d). */
    public DMatrixRMaj bounds() {
        DMatrixRMaj corners = new DMatrixRMaj(2, dimension());
        System.arraycopy(min, 0, corners.data, 0, dimension());
        System.arraycopy(max, 0, corners.data, dimension(), dimension());
        return corners;
    }
}
