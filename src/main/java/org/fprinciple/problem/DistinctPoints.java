package org.fprinciple.problem;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** Numbers points by their first appearance; −0 and 0 are one number. A hash table of row numbers: no object a point. */
final class DistinctPoints {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long LARGEST_TABLE = 1L << 30;

    private final int dimension;
    /** The points so far, row by row. */
    private final double[] points;
    /** Numbers of points, each near the place of its hash; −1 where free. */
    private final int[] table;

    private int size;

    /** Room for {@code most} points. */
    DistinctPoints(int most, int dimension) {
        this.dimension = dimension;
        this.points = new double[most * dimension];
        // At most half full, so that searches are short.
        this.table = new int[(int) Math.min(LARGEST_TABLE, 4 * Long.highestOneBit(most))];
        Arrays.fill(table, -1);
    }

    /** The number of a point that stands at {@code from} in an array: that of its first appearance. */
    int number(double[] data, int from) {
        int slot = slot(data, from);
        while (table[slot] >= 0) {
            if (isPoint(table[slot], data, from)) {
                return table[slot];
            }
            slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = size;
        System.arraycopy(data, from, points, size * dimension, dimension);
        return size++;
    }

    private int slot(double[] data, int from) {
        long hash = 0;
        for (int c = 0; c < dimension; c++) {
            // Points of a grid differ in few bits, which a product and a shift spread.
            hash = (hash ^ Double.doubleToLongBits(data[from + c] + 0.0)) * GOLDEN;
            hash ^= hash >>> 32;
        }
        return (int) hash & (table.length - 1);
    }

    private boolean isPoint(int number, double[] data, int from) {
        for (int c = 0; c < dimension; c++) {
            if (points[number * dimension + c] != data[from + c]) {
                return false;
            }
        }
        return true;
    }

    /** How many there are. */
    int size() {
        return size;
    }

    /** The points in the order of their numbers, (size, d). */
    DMatrixRMaj points() {
        return DMatrixRMaj.wrap(size, dimension, Arrays.copyOf(points, size * dimension));
    }
}
