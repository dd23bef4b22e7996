package org.fprinciple.solver;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.operator.Columns;

/**
 * Points in an order in which each is, of all that are left, the one farthest from those before it (max-min order): every
 * beginning of it is spread over the data. By a scan of all distances a point, n² in all, which is the work of one kernel
 * product without its square roots.
 */
final class FarthestPointOrder {
    private FarthestPointOrder() {}

    /**
     * The order of all rows of x (n, d) but those in {@code first}, which come before; where there are none the row that
     * is farthest from the mean begins.
     */
    static int[] after(int[] first, DMatrixRMaj x) {
        int n = x.numRows;
        Columns columns = new Columns(x);
        double[] nearest = new double[n];
        double[] squares = new double[n];
        if (first.length == 0) {
            columns.squaredDistances(mean(x), 0, n, nearest);
        } else {
            Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        }
        for (int i : first) {
            take(i, x, columns, squares, nearest);
        }
        int[] order = new int[n - first.length];
        for (int k = 0; k < order.length; k++) {
            int farthest = 0;
            for (int i = 1; i < n; i++) {
                if (nearest[i] > nearest[farthest]) {
                    farthest = i;
                }
            }
            order[k] = farthest;
            if (k == 0 && first.length == 0) {
                Arrays.fill(nearest, Double.POSITIVE_INFINITY);
            }
            take(farthest, x, columns, squares, nearest);
        }
        return order;
    }

    private static void take(int i, DMatrixRMaj x, Columns columns, double[] squares, double[] nearest) {
        int d = x.numCols;
        columns.squaredDistances(Arrays.copyOfRange(x.data, i * d, (i + 1) * d), 0, nearest.length, squares);
        for (int t = 0; t < nearest.length; t++) {
            nearest[t] = Math.min(nearest[t], squares[t]);
        }
        nearest[i] = -1;
    }

    private static double[] mean(DMatrixRMaj x) {
        double[] mean = new double[x.numCols];
        for (int i = 0; i < x.numRows; i++) {
            for (int c = 0; c < mean.length; c++) {
                mean[c] += x.get(i, c) / x.numRows;
            }
        }
        return mean;
    }
}
