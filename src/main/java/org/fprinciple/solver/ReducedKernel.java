package org.fprinciple.solver;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.operator.KernelBlocks;

/**
 * K* = Zᵀ(K + εD^{−1})Z on the rest of a {@link NullSpace}, positive definite, through its small blocks:
 * K*_SS = K_SS + εD_S^{−1} − L_S W_Sᵀ − W_S L_Sᵀ with W = K_rest,anchors − ½ L (K_anchors,anchors + εD_anchors^{−1}).
 */
final class ReducedKernel {
    private final KernelBlocks kernel;
    private final DMatrixRMaj x;
    private final double[] nugget;
    private final DMatrixRMaj l;
    private final DMatrixRMaj w;
    /** The sum of the absolute terms of K*_kk, the kernel's own apart: near an anchor K*_kk is small by cancellation. */
    private final double[] size;

    ReducedKernel(SaddleSystem system, NullSpace space, KernelBlocks blocks) {
        this.kernel = blocks;
        DMatrixRMaj inputs = system.samples().inputs();
        double[] multiplicity = system.samples().multiplicity();
        this.x = rows(inputs, space.rest());
        this.nugget = Arrays.stream(space.rest())
                .mapToDouble(i -> system.epsilon() / multiplicity[i])
                .toArray();
        this.l = space.l();
        DMatrixRMaj anchors = rows(inputs, space.anchors());
        this.w = kernel.of(x, anchors);
        int p = anchors.numRows;
        DMatrixRMaj corner = kernel.of(anchors, anchors);
        for (int a = 0; a < p; a++) {
            corner.add(a, a, system.epsilon() / multiplicity[space.anchors()[a]]);
        }
        this.size = new double[x.numRows];
        for (int k = 0; k < x.numRows; k++) {
            for (int a = 0; a < p; a++) {
                double sum = 0;
                double absolute = Math.abs(w.data[k * p + a]);
                for (int b = 0; b < p; b++) {
                    double term = l.data[k * p + b] * corner.data[b * p + a];
                    sum += term;
                    absolute += Math.abs(term) / 2;
                }
                w.data[k * p + a] -= sum / 2;
                size[k] += 2 * Math.abs(l.data[k * p + a]) * absolute;
            }
        }
    }

    private static DMatrixRMaj rows(DMatrixRMaj x, int[] rows) {
        int d = x.numCols;
        DMatrixRMaj some = new DMatrixRMaj(rows.length, d);
        for (int k = 0; k < rows.length; k++) {
            System.arraycopy(x.data, rows[k] * d, some.data, k * d, d);
        }
        return some;
    }

    /** The points of the rest, in its order (n − p, d). */
    DMatrixRMaj points() {
        return x;
    }

    /**
     * K*_SS and how far it may be off.
     *
     * @param matrix (m, m)
     * @param largest the largest of its sums' terms
     * @param noise the error of that one
     */
    record Block(DMatrixRMaj matrix, double largest, double noise) {}

    /** K*_SS for S a few of the rest. */
    Block block(int[] set) {
        int m = set.length;
        DMatrixRMaj points = rows(x, set);
        DMatrixRMaj block = kernel.of(points, points);
        DMatrixRMaj ls = rows(l, set);
        DMatrixRMaj ws = rows(w, set);
        int p = ls.numCols;
        double largest = 0;
        for (int i = 0; i < m; i++) {
            largest = Math.max(largest, Math.abs(block.data[i * m + i]) + size[set[i]]);
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int a = 0; a < p; a++) {
                    sum += ls.data[i * p + a] * ws.data[j * p + a] + ws.data[i * p + a] * ls.data[j * p + a];
                }
                double value = block.data[i * m + j] - sum;
                block.data[i * m + j] = value;
                block.data[j * m + i] = value;
            }
            block.data[i * m + i] += nugget[set[i]];
        }
        return new Block(block, largest, kernel.error() * largest);
    }
}
