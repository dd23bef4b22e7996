package org.fprinciple.solver;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** For points in an order, the nearest of those that come before one. Safe for use by several threads. */
final class NearestPredecessors {
    private final PointTree tree;
    /** The first point of each node. */
    private final int[] first;

    /** @param x points in their order (n, d) */
    NearestPredecessors(DMatrixRMaj x) {
        this.tree = new PointTree(x);
        this.first = new int[tree.nodes()];
        for (int node = first.length - 1; node >= 0; node--) {
            first[node] = Integer.MAX_VALUE;
            if (tree.isLeaf(node)) {
                for (int k = tree.from(node); k < tree.to(node); k++) {
                    first[node] = Math.min(first[node], tree.point(k));
                }
            } else {
                first[node] = Math.min(first[2 * node + 1], first[2 * node + 2]);
            }
        }
    }

    /** The {@code most} nearest predecessors of point i, or all where there are fewer, the nearest first, of equals the first. */
    int[] of(int i, int most) {
        Search search = new Search(i, Math.min(i, most));
        if (search.found.length > 0) {
            search.visit(0);
        }
        return search.found;
    }

    private final class Search {
        private final int before;
        private final double[] point;
        private final int[] found;
        private final double[] distance;

        Search(int i, int size) {
            this.before = i;
            this.point = tree.row(i);
            this.found = new int[size];
            this.distance = new double[size];
            Arrays.fill(found, Integer.MAX_VALUE);
            Arrays.fill(distance, Double.POSITIVE_INFINITY);
        }

        void visit(int node) {
            if (tree.isLeaf(node)) {
                for (int k = tree.from(node); k < tree.to(node); k++) {
                    int j = tree.point(k);
                    if (j < before) {
                        offer(j, tree.squaredDistance(point, j));
                    }
                }
                return;
            }
            int left = 2 * node + 1;
            int right = left + 1;
            double toLeft = tree.squaredDistanceOfBox(point, left);
            double toRight = tree.squaredDistanceOfBox(point, right);
            int nearer = toLeft <= toRight ? left : right;
            visitIfNear(nearer, Math.min(toLeft, toRight));
            visitIfNear(left + right - nearer, Math.max(toLeft, toRight));
        }

        private void visitIfNear(int node, double square) {
            if (first[node] < before && square <= distance[distance.length - 1]) {
                visit(node);
            }
        }

        private void offer(int j, double square) {
            int at = found.length;
            while (at > 0 && (square < distance[at - 1] || (square == distance[at - 1] && j < found[at - 1]))) {
                at--;
            }
            if (at < found.length) {
                System.arraycopy(found, at, found, at + 1, found.length - at - 1);
                System.arraycopy(distance, at, distance, at + 1, found.length - at - 1);
                found[at] = j;
                distance[at] = square;
            }
        }
    }
}
