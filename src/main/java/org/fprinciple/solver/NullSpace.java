package org.fprinciple.solver;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.fprinciple.problem.MergedSamples;

/**
 * The coefficients with Pᵀα = 0, by anchors: p points on which the free functions are independent take what the others,
 * the rest, leave, α_anchors = −Lᵀ α_rest with L = P_rest P_anchors^{−1}. This is α = Z α_rest; Z is never formed
 * (theory-notes/numerics.md §8).
 */
final class NullSpace {
    private final int[] anchors;
    private final int[] rest;
    private final DMatrixRMaj l;

    private NullSpace(int[] anchors, int[] rest, DMatrixRMaj l) {
        this.anchors = anchors;
        this.rest = rest;
        this.l = l;
    }

    /**
     * Anchors chosen one after the other so that each adds most to the volume that the free functions span on them, which
     * spreads them over the data; the rest in the farthest-point order that they begin.
     */
    static NullSpace of(MergedSamples samples, FreeSpace free) {
        DMatrixRMaj x = samples.inputs();
        DMatrixRMaj values = centred(x, free);
        int[] anchors = anchors(values);
        int[] rest = FarthestPointOrder.after(anchors, x);
        int p = anchors.length;
        DMatrixRMaj atAnchors = new DMatrixRMaj(p, p);
        // Pᵀ_anchors Lᵀ = Pᵀ_rest
        for (int a = 0; a < p; a++) {
            for (int c = 0; c < p; c++) {
                atAnchors.set(c, a, values.get(anchors[a], c));
            }
        }
        DMatrixRMaj l = new DMatrixRMaj(rest.length, p);
        if (p > 0) {
            LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.lu(p);
            solver.setA(atAnchors);
            DMatrixRMaj right = new DMatrixRMaj(p, 1);
            DMatrixRMaj row = new DMatrixRMaj(p, 1);
            for (int k = 0; k < rest.length; k++) {
                System.arraycopy(values.data, rest[k] * p, right.data, 0, p);
                solver.solve(right, row);
                System.arraycopy(row.data, 0, l.data, k * p, p);
            }
        }
        return new NullSpace(anchors, rest, l);
    }

    /** The independent free functions (n, p), the inputs moved to their mean and divided by their spread: the same span. */
    private static DMatrixRMaj centred(DMatrixRMaj x, FreeSpace free) {
        int n = x.numRows;
        int[] kept = free.kept();
        DMatrixRMaj values = new DMatrixRMaj(n, kept.length);
        for (int k = 0; k < kept.length; k++) {
            int c = kept[k] - 1;
            double mean = 0;
            double spread = 0;
            for (int i = 0; i < n && c >= 0; i++) {
                mean += x.get(i, c) / n;
            }
            for (int i = 0; i < n && c >= 0; i++) {
                spread = Math.max(spread, Math.abs(x.get(i, c) - mean));
            }
            for (int i = 0; i < n; i++) {
                values.set(i, k, c < 0 ? 1 : (x.get(i, c) - mean) / spread);
            }
        }
        return values;
    }

    /** Gram–Schmidt on the rows, the longest remainder first. */
    private static int[] anchors(DMatrixRMaj values) {
        int n = values.numRows;
        int p = values.numCols;
        double[] left = values.data.clone();
        int[] anchors = new int[p];
        double[] unit = new double[p];
        for (int k = 0; k < p; k++) {
            double longest = -1;
            for (int i = 0; i < n; i++) {
                double square = 0;
                for (int c = 0; c < p; c++) {
                    square += left[i * p + c] * left[i * p + c];
                }
                if (square > longest) {
                    longest = square;
                    anchors[k] = i;
                }
            }
            for (int c = 0; c < p; c++) {
                unit[c] = left[anchors[k] * p + c] / Math.sqrt(longest);
            }
            for (int i = 0; i < n; i++) {
                double dot = 0;
                for (int c = 0; c < p; c++) {
                    dot += unit[c] * left[i * p + c];
                }
                for (int c = 0; c < p; c++) {
                    left[i * p + c] -= dot * unit[c];
                }
            }
        }
        return anchors;
    }

    /** The rows of the samples that are anchors (p). */
    int[] anchors() {
        return anchors;
    }

    /** The rows of the samples that are not, in farthest-point order (n − p). */
    int[] rest() {
        return rest;
    }

    /** L (n − p, p). */
    DMatrixRMaj l() {
        return l;
    }
}
