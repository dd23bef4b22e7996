package org.fprinciple.bound;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DenseAlgebra;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.PolyharmonicWeight;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solver.MinimumFpNorm;
import org.jspecify.annotations.Nullable;

/**
 * The least FP-norm of all functions of R, or of period L, that are f on an interval: the limit of the norms of its
 * interpolants on ever more knots, which rise to it (theory-notes/bounds.md §2). In O(knots) for the simplified operator, ReLU,
 * constants (and on R what else costs nothing) free, all modes of a box; by dense matrices for other kernels.
 *
 * @param norm its estimate from above: the square of the finest interpolant's norm and twice its last rise
 * @param error what the rise adds to the norm
 * @param knots the finest knots (n, 1)
 * @param alpha the finest interpolant's dual coefficients (n)
 */
record LeastExtension(double norm, double error, DMatrixRMaj knots, double[] alpha) {
    private static final int FINEST = 1 << 13;
    /** Of dense matrices. */
    private static final int FINEST_DENSE = 1 << 10;
    /** A rise by more than this share says that there is no limit, or that the knots do not see it. */
    private static final double SETTLED = 1e-3;

    /** Kinks so near an end, relative to the interval, are taken for the end. */
    private static final double CLOSE = 1e-9;

    private record Interpolant(double square, double[] alpha) {}

    /**
     * Of f on an interval.
     *
     * @param f in the theory's units
     * @param kinks where f' jumps, which are made knots
     * @param region the interval
     * @param side L, at least the interval; infinite for R
     * @return null where the norms do not settle
     */
    static @Nullable LeastExtension of(
            PointFunction f, double[] kinks, Region region, PolyharmonicWeight weight, double side) {
        DMatrixRMaj knots = knots(region, kinks, FINEST);
        Interpolant fine = interpolant(f, knots, weight, side);
        return settled(fine, interpolant(f, knots(region, kinks, FINEST / 2), weight, side), knots);
    }

    /**
     * Of f on an interval, under a kernel without free functions.
     *
     * @param f in the theory's units
     * @param kinks where f' jumps, which are made knots
     * @param region the interval
     * @return null where the norms do not settle, or the kernel is not positive definite on the knots to working precision
     */
    static @Nullable LeastExtension of(PointFunction f, double[] kinks, Region region, Kernel kernel, Backend backend) {
        DMatrixRMaj knots = knots(region, kinks, FINEST_DENSE);
        Interpolant fine = interpolant(f, knots, kernel, backend);
        Interpolant coarse = interpolant(f, knots(region, kinks, FINEST_DENSE / 2), kernel, backend);
        return fine == null || coarse == null ? null : settled(fine, coarse, knots);
    }

    private static @Nullable Interpolant interpolant(
            PointFunction f, DMatrixRMaj knots, Kernel kernel, Backend backend) {
        DenseAlgebra.Solve factor = backend.dense(knots.numRows).cholesky(kernel.matrix(knots, backend));
        if (factor == null) {
            return null;
        }
        double[] y = f.at(knots);
        double[] alpha = factor.solve(y);
        return new Interpolant(PowerFunction.dot(alpha, y), alpha);
    }

    /** From the finest interpolant and that on half its knots. */
    private static @Nullable LeastExtension settled(Interpolant fine, Interpolant coarse, DMatrixRMaj knots) {
        // Rounding may let it fall.
        double rise = Math.max(Math.abs(fine.square - coarse.square), 1e-12 * fine.square);
        if (!(2 * rise <= SETTLED * fine.square)) {
            return fine.square == 0 ? new LeastExtension(0, 0, knots, fine.alpha) : null;
        }
        double norm = Math.sqrt(fine.square + 2 * rise);
        return new LeastExtension(norm, norm - Math.sqrt(fine.square), knots, fine.alpha);
    }

    /** Evenly spaced, but for kinks, beside which there are no others; those of half the count are among them. */
    private static DMatrixRMaj knots(Region region, double[] kinks, int count) {
        double lower = region.lower()[0];
        double upper = region.upper()[0];
        double gap = (upper - lower) / count;
        double[] inside = Arrays.stream(kinks)
                .filter(k -> Math.min(k - lower, upper - k) > CLOSE * (upper - lower))
                .toArray();
        double[] x = DoubleStream.concat(
                        IntStream.rangeClosed(0, count)
                                .filter(i -> i == 0
                                        || i == count
                                        || Arrays.stream(inside)
                                                .noneMatch(k -> Math.abs(lower + gap * i - k) < gap / 4))
                                .mapToDouble(i -> i == count ? upper : lower + gap * i),
                        Arrays.stream(inside))
                .sorted()
                .toArray();
        return DMatrixRMaj.wrap(x.length, 1, x);
    }

    private static Interpolant interpolant(PointFunction f, DMatrixRMaj knots, PolyharmonicWeight weight, double side) {
        double[] y = f.at(knots);
        if (!Double.isInfinite(side)) {
            return periodic(knots.data, y, weight, side);
        }
        LfpSolution spline = MinimumFpNorm.of(LfpOperator.ofWeight(weight), Dataset.of(knots, y))
                .method(MinimumFpNorm.Method.BANDED)
                .solve();
        return new Interpolant(spline.fpNorm() * spline.fpNorm(), spline.alpha());
    }

    /** fp-norm.md §7 on a circle: the gap from the last knot to the first one of the next period closes the band. */
    private static Interpolant periodic(double[] x, double[] y, PolyharmonicWeight weight, double side) {
        int n = x.length;
        double[] gap = new double[n];
        double[] slope = new double[n];
        for (int i = 0; i < n; i++) {
            gap[i] = i + 1 < n ? x[i + 1] - x[i] : side - (x[n - 1] - x[0]);
            slope[i] = (y[(i + 1) % n] - y[i]) / gap[i];
        }
        double[] bend = new double[n];
        for (int i = 0; i < n; i++) {
            bend[i] = slope[i] - slope[(i + n - 1) % n];
        }
        double[] alpha = new double[n];
        if (weight.a() == 0) {
            double c = 1 / (4 * Math.PI * Math.PI * weight.b());
            double square = 0;
            for (int i = 0; i < n; i++) {
                alpha[i] = -c * bend[i];
                square += c * gap[i] * slope[i] * slope[i];
            }
            return new Interpolant(square, alpha);
        }
        double c = 1 / (16 * Math.pow(Math.PI, 4) * weight.a());
        double kappa = weight.b() / (4 * Math.PI * Math.PI * weight.a());
        double[] diagonal = new double[n];
        double[] beside = new double[n];
        for (int i = 0; i < n; i++) {
            double before = gap[(i + n - 1) % n];
            diagonal[i] = (before + gap[i]) / 3 + kappa * (1 / before + 1 / gap[i]);
            beside[i] = gap[i] / 6 - kappa / gap[i];
        }
        double[] m = cyclic(diagonal, beside, bend);
        double square = 0;
        for (int i = 0; i < n; i++) {
            int next = (i + 1) % n;
            int last = (i + n - 1) % n;
            alpha[i] = c * ((m[next] - m[i]) / gap[i] - (m[i] - m[last]) / gap[last]);
            square += c * m[i] * bend[i];
        }
        return new Interpolant(square, alpha);
    }

    /** A symmetric tridiagonal system whose ends meet: rank one apart from a band (Sherman and Morrison). */
    private static double[] cyclic(double[] diagonal, double[] beside, double[] right) {
        int n = diagonal.length;
        double corner = beside[n - 1];
        double[] main = diagonal.clone();
        // The matrix is a band and v vᵀ/s, v = (s, 0 … 0, corner); s < 0 keeps the band definite.
        double s = -diagonal[0];
        main[0] -= s;
        main[n - 1] -= corner * corner / s;
        double[] v = new double[n];
        v[0] = s;
        v[n - 1] = corner;
        double[] x = band(main, beside, right);
        double[] z = band(main, beside, v);
        double share = (x[0] + corner * x[n - 1] / s) / (1 + z[0] + corner * z[n - 1] / s);
        for (int i = 0; i < n; i++) {
            x[i] -= share * z[i];
        }
        return x;
    }

    private static double[] band(double[] diagonal, double[] beside, double[] right) {
        int n = diagonal.length;
        double[] d = diagonal.clone();
        double[] x = right.clone();
        for (int i = 1; i < n; i++) {
            double l = beside[i - 1] / d[i - 1];
            d[i] -= l * beside[i - 1];
            x[i] -= l * x[i - 1];
        }
        for (int i = n - 1; i >= 0; i--) {
            x[i] = (x[i] - (i + 1 < n ? beside[i] * x[i + 1] : 0)) / d[i];
        }
        return x;
    }
}
