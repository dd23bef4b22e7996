package org.fprinciple.solver;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.operator.Columns;

/** For points in an order, the nearest of those that come before one, by a scan of their distances: right in any d. */
final class NearestPredecessors {
    private static final int TILE = 1024;

    private final DMatrixRMaj x;
    private final Columns columns;

    /** @param x points in their order (n, d) */
    NearestPredecessors(DMatrixRMaj x) {
        this.x = x;
        this.columns = new Columns(x);
    }

    /** The {@code most} nearest predecessors of point i, or all where there are fewer, the nearest first. */
    int[] of(int i, int most) {
        int d = x.numCols;
        double[] point = Arrays.copyOfRange(x.data, i * d, (i + 1) * d);
        int size = Math.min(i, most);
        int[] found = new int[size];
        double[] distance = new double[size];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        double[] squares = new double[TILE];
        for (int from = 0; from < i; from += TILE) {
            int count = Math.min(TILE, i - from);
            columns.squaredDistances(point, from, count, squares);
            for (int t = 0; t < count; t++) {
                if (squares[t] < distance[size - 1]) {
                    int at = size - 1;
                    while (at > 0 && distance[at - 1] > squares[t]) {
                        distance[at] = distance[at - 1];
                        found[at] = found[at - 1];
                        at--;
                    }
                    distance[at] = squares[t];
                    found[at] = from + t;
                }
            }
        }
        return found;
    }
}
