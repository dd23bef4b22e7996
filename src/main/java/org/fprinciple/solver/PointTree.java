package org.fprinciple.solver;

import org.ejml.data.DMatrixRMaj;

/**
 * Points in a balanced tree of boxes (a k-d tree): each node halves its points at the median of the widest axis of its box.
 * Node 0 is the root, and 2k + 1 and 2k + 2 are the children of k. Immutable.
 */
final class PointTree {
    private static final int LEAF = 12;

    private final DMatrixRMaj x;
    private final int leaves;
    private final int[] order;
    private final int[] from;
    private final int[] to;
    private final double[] low;
    private final double[] high;

    /** @param x points (n, d) */
    PointTree(DMatrixRMaj x) {
        this.x = x;
        int n = x.numRows;
        int width = 1;
        while ((long) width * LEAF < n) {
            width *= 2;
        }
        this.leaves = width;
        this.order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        this.from = new int[nodes()];
        this.to = new int[nodes()];
        this.low = new double[nodes() * x.numCols];
        this.high = new double[nodes() * x.numCols];
        build(0, 0, n);
    }

    private void build(int node, int begin, int end) {
        int d = x.numCols;
        from[node] = begin;
        to[node] = end;
        int widest = 0;
        for (int c = 0; c < d; c++) {
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            for (int k = begin; k < end; k++) {
                min = Math.min(min, x.data[order[k] * d + c]);
                max = Math.max(max, x.data[order[k] * d + c]);
            }
            low[node * d + c] = min;
            high[node * d + c] = max;
            if (max - min > high[node * d + widest] - low[node * d + widest]) {
                widest = c;
            }
        }
        if (!isLeaf(node)) {
            int middle = (begin + end) / 2;
            select(begin, end - 1, middle, widest);
            build(2 * node + 1, begin, middle);
            build(2 * node + 2, middle, end);
        }
    }

    /** Puts the point of rank {@code k} on an axis there, no larger ones before and no smaller ones after (Hoare). */
    private void select(int left, int right, int k, int axis) {
        int d = x.numCols;
        while (left < right) {
            double pivot = x.data[order[(left + right) >>> 1] * d + axis];
            int i = left;
            int j = right;
            while (i <= j) {
                while (x.data[order[i] * d + axis] < pivot) {
                    i++;
                }
                while (x.data[order[j] * d + axis] > pivot) {
                    j--;
                }
                if (i <= j) {
                    int swap = order[i];
                    order[i++] = order[j];
                    order[j--] = swap;
                }
            }
            if (k <= j) {
                right = j;
            } else if (k >= i) {
                left = i;
            } else {
                return;
            }
        }
    }

    int nodes() {
        return 2 * leaves - 1;
    }

    boolean isLeaf(int node) {
        return node >= leaves - 1;
    }

    /** The first place of a node's points. */
    int from(int node) {
        return from[node];
    }

    /** The place after its last. */
    int to(int node) {
        return to[node];
    }

    /** The row of x at a place. */
    int point(int place) {
        return order[place];
    }

    /** |p − x_i|², added axis by axis. */
    double squaredDistance(double[] p, int i) {
        int d = p.length;
        double sum = 0;
        for (int c = 0; c < d; c++) {
            double u = x.data[i * d + c] - p[c];
            sum += u * u;
        }
        return sum;
    }

    /** The squared distance of a node's box: never above that of a point in it, rounding included. */
    double squaredDistanceOfBox(double[] p, int node) {
        int d = p.length;
        double sum = 0;
        for (int c = 0; c < d; c++) {
            double u = Math.max(0, Math.max(low[node * d + c] - p[c], p[c] - high[node * d + c]));
            sum += u * u;
        }
        return sum;
    }

    /** The row i of x (d). */
    double[] row(int i) {
        int d = x.numCols;
        return java.util.Arrays.copyOfRange(x.data, i * d, (i + 1) * d);
    }
}
