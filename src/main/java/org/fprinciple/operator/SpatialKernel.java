package org.fprinciple.operator;

import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/**
 * The LFP operator on R^d in real space: K(x, x') = k₁(x−x') + (1 + x·x') k₂(x−x') + zero mode, without x·x' where it
 * is simplified. No grid, no truncation.
 */
final class SpatialKernel extends PairwiseKernel {
    private final FrequencyWeight weight;
    private final boolean exact;
    private final @Nullable AffinePart zeroMode;

    /** @param zeroMode what the law puts on the zero mode, or null where it is free */
    SpatialKernel(FrequencyWeight weight, boolean exact, @Nullable AffinePart zeroMode) {
        this.weight = weight;
        this.exact = exact;
        this.zeroMode = zeroMode;
    }

    @Override
    public int dimension() {
        return weight.dimension();
    }

    @Override
    public FreeFunctions freeFunctions() {
        if (zeroMode != null) {
            return FreeFunctions.NONE;
        }
        // x·x' |x − x'| is conditionally positive only on what is orthogonal to affine functions.
        return exact && weight instanceof PolyharmonicWeight ? FreeFunctions.AFFINE : weight.freeFunctions();
    }

    @Override
    public @Nullable PolyharmonicWeight spline() {
        boolean fits = dimension() == 1 && !exact && zeroMode == null;
        return fits && weight instanceof PolyharmonicWeight polyharmonic ? polyharmonic : null;
    }

    @Override
    void row(DMatrixRMaj x, int i, DMatrixRMaj z, int count, double[] row) {
        int d = dimension();
        double[] u = new double[d];
        for (int j = 0; j < count; j++) {
            double dot = 0;
            double sum = 0;
            for (int c = 0; c < d; c++) {
                double a = x.data[i * d + c];
                double b = z.data[j * d + c];
                u[c] = a - b;
                dot += a * b;
                sum += a + b;
            }
            double k = weight.k1(u) + (exact ? 1 + dot : 1) * weight.k2(u);
            row[j] = zeroMode == null ? k : k + zeroMode.value(sum, dot);
        }
    }
}
