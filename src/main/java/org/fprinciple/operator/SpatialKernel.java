package org.fprinciple.operator;

import org.fprinciple.backend.Columns;
import org.fprinciple.backend.PairFormula;
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
    public void row(double[] point, Columns z, int from, int count, double[] out) {
        RadialWeight radial = weight.radial();
        if (radial == null) {
            byWeight(point, z, from, count, out);
        } else if (exact) {
            double[] dot = new double[count];
            z.dots(point, from, count, dot);
            z.squaredDistances(point, from, count, out);
            radialExact(radial.cubic(), radial.linear(), dot, count, out);
        } else {
            z.squaredDistances(point, from, count, out);
            radial(radial.cubic(), radial.linear(), count, out);
        }
        if (zeroMode != null) {
            addZeroMode(zeroMode, point, z, from, count, out);
        }
    }

    @Override
    public @Nullable PairFormula formula() {
        RadialWeight radial = weight.radial();
        if (radial == null) {
            return null;
        }
        AffinePart affine = zeroMode == null ? new AffinePart(0, 0, 0) : zeroMode;
        return new PairFormula.Radial(
                radial.cubic(), radial.linear(), exact, affine.constant(), affine.cross(), affine.linear());
    }

    /** |u|² in place to the kernel. */
    private static void radial(double cubic, double linear, int count, double[] out) {
        for (int t = 0; t < count; t++) {
            double square = out[t];
            out[t] = Math.sqrt(square) * (linear + cubic * square);
        }
    }

    /** |u|² in place to the kernel, the exact operator's. */
    private static void radialExact(double cubic, double linear, double[] dot, int count, double[] out) {
        for (int t = 0; t < count; t++) {
            double square = out[t];
            out[t] = Math.sqrt(square) * ((1 + dot[t]) * linear + cubic * square);
        }
    }

    private void byWeight(double[] point, Columns z, int from, int count, double[] out) {
        double[] u = new double[point.length];
        for (int t = 0; t < count; t++) {
            z.get(from + t, u);
            double dot = Points.dot(point, u);
            for (int c = 0; c < u.length; c++) {
                u[c] = point[c] - u[c];
            }
            out[t] = weight.k1(u) + (exact ? 1 + dot : 1) * weight.k2(u);
        }
    }

    private static void addZeroMode(AffinePart zeroMode, double[] point, Columns z, int from, int count, double[] out) {
        double[] dot = new double[count];
        double[] sum = new double[count];
        z.dots(point, from, count, dot);
        z.sums(from, count, sum);
        double own = 0;
        for (double v : point) {
            own += v;
        }
        for (int t = 0; t < count; t++) {
            out[t] += zeroMode.value(own + sum[t], dot[t]);
        }
    }
}
