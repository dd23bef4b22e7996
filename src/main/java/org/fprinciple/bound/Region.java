package org.fprinciple.bound;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.ejml.data.DMatrixRMaj;

/**
 * A cuboid of inputs: what samples are drawn from, uniformly, or the bounding box of data.
 *
 * @param lower its least corner (d)
 * @param upper its greatest corner (d)
 */
public record Region(double[] lower, double[] upper) {
    /** Up to so many dimensions all corners are looked at. */
    private static final int ALL_CORNERS = 12;

    /** The bounding box of {@link org.fprinciple.problem.Dataset#bounds}, (2, d). */
    public static Region of(DMatrixRMaj bounds) {
        int d = bounds.numCols;
        return new Region(java.util.Arrays.copyOf(bounds.data, d), java.util.Arrays.copyOfRange(bounds.data, d, 2 * d));
    }

    /** The least region that holds this one and the rows of x (n, d). */
    public Region with(DMatrixRMaj x) {
        double[] low = lower.clone();
        double[] high = upper.clone();
        for (int i = 0; i < x.data.length; i++) {
            int c = i % low.length;
            low[c] = Math.min(low[c], x.data[i]);
            high[c] = Math.max(high[c], x.data[i]);
        }
        return new Region(low, high);
    }

    /** d. */
    public int dimension() {
        return lower.length;
    }

    /** E|x|² of the uniform distribution. */
    public double meanSquare() {
        double sum = 0;
        for (int c = 0; c < lower.length; c++) {
            sum += (lower[c] * lower[c] + lower[c] * upper[c] + upper[c] * upper[c]) / 3;
        }
        return sum;
    }

    /** The largest |x|². */
    public double largestSquare() {
        double sum = 0;
        for (int c = 0; c < lower.length; c++) {
            sum += Math.max(lower[c] * lower[c], upper[c] * upper[c]);
        }
        return sum;
    }

    /** Its corners (2^d, d), where a convex function is largest; beyond 12 dimensions the one that is farthest from 0. */
    public DMatrixRMaj corners() {
        int d = dimension();
        int count = d <= ALL_CORNERS ? 1 << d : 1;
        DMatrixRMaj corners = new DMatrixRMaj(count, d);
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < d; c++) {
                boolean up = count == 1 ? Math.abs(upper[c]) > Math.abs(lower[c]) : (i >> c & 1) == 1;
                corners.set(i, c, up ? upper[c] : lower[c]);
            }
        }
        return corners;
    }

    /** The middles of equal parts of an interval, for the midpoint rule (count, 1); d = 1. */
    public DMatrixRMaj midpoints(int count) {
        DMatrixRMaj x = new DMatrixRMaj(count, 1);
        for (int i = 0; i < count; i++) {
            x.data[i] = lower[0] + (upper[0] - lower[0]) * (i + 0.5) / count;
        }
        return x;
    }

    /** Points drawn uniformly and independently (count, d). */
    public DMatrixRMaj random(int count, long seed) {
        UniformRandomProvider random = RandomSource.PHILOX_4X32.create(seed);
        DMatrixRMaj x = new DMatrixRMaj(count, dimension());
        for (int i = 0; i < x.data.length; i++) {
            int c = i % dimension();
            x.data[i] = lower[c] + (upper[c] - lower[c]) * random.nextDouble();
        }
        return x;
    }
}
