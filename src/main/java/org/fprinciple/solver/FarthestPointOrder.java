package org.fprinciple.solver;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Points in an order in which each is, of all that are left, the one farthest from those before it (max-min order): every
 * beginning of it is spread over the data. A tree keeps, node by node, which point is farthest; one that is taken changes
 * only nodes nearer to it than that, about n log n distances in all in a few dimensions.
 */
final class FarthestPointOrder {
    private final PointTree tree;
    /** To the points taken, squared; −1 for those themselves. */
    private final double[] distance;
    /** The farthest point of each node, of equals the first. */
    private final int[] farthest;

    private FarthestPointOrder(DMatrixRMaj x) {
        this.tree = new PointTree(x);
        this.distance = new double[x.numRows];
        this.farthest = new int[tree.nodes()];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        update(0);
    }

    /**
     * The order of all rows of x (n, d) but those in {@code first}, which come before; where there are none the row that
     * is farthest from the mean begins.
     */
    static int[] after(int[] first, DMatrixRMaj x) {
        int[] order = new int[x.numRows - first.length];
        if (order.length == 0) {
            return order;
        }
        FarthestPointOrder points = new FarthestPointOrder(x);
        for (int i : first) {
            points.take(i);
        }
        for (int k = 0; k < order.length; k++) {
            order[k] = k == 0 && first.length == 0 ? farthestFromMean(x) : points.farthest[0];
            points.take(order[k]);
        }
        return order;
    }

    private void take(int i) {
        distance[i] = -1;
        take(tree.row(i), 0);
    }

    private void take(double[] point, int node) {
        if (tree.isLeaf(node)) {
            for (int k = tree.from(node); k < tree.to(node); k++) {
                int i = tree.point(k);
                distance[i] = Math.min(distance[i], tree.squaredDistance(point, i));
            }
        } else {
            for (int child = 2 * node + 1; child <= 2 * node + 2; child++) {
                // At 0 the point itself is in the box, and its node must learn that it is taken.
                double near = tree.squaredDistanceOfBox(point, child);
                if (near == 0 || near < distance[farthest[child]]) {
                    take(point, child);
                }
            }
        }
        choose(node);
    }

    private void update(int node) {
        if (!tree.isLeaf(node)) {
            update(2 * node + 1);
            update(2 * node + 2);
        }
        choose(node);
    }

    private void choose(int node) {
        if (tree.isLeaf(node)) {
            int best = tree.point(tree.from(node));
            for (int k = tree.from(node) + 1; k < tree.to(node); k++) {
                best = farther(best, tree.point(k));
            }
            farthest[node] = best;
        } else {
            farthest[node] = farther(farthest[2 * node + 1], farthest[2 * node + 2]);
        }
    }

    private int farther(int i, int j) {
        int order = Double.compare(distance[i], distance[j]);
        return order == 0 ? Math.min(i, j) : order > 0 ? i : j;
    }

    private static int farthestFromMean(DMatrixRMaj x) {
        int d = x.numCols;
        double[] mean = new double[d];
        for (int i = 0; i < x.numRows; i++) {
            for (int c = 0; c < d; c++) {
                mean[c] += x.get(i, c) / x.numRows;
            }
        }
        int best = 0;
        double most = -1;
        for (int i = 0; i < x.numRows; i++) {
            double square = 0;
            for (int c = 0; c < d; c++) {
                square += (x.get(i, c) - mean[c]) * (x.get(i, c) - mean[c]);
            }
            if (square > most) {
                most = square;
                best = i;
            }
        }
        return best;
    }
}
