package org.fprinciple.bound;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.BoxTruncation;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatus;
import org.fprinciple.solver.MinimumFpNorm;
import org.fprinciple.solver.Ridge;
import org.jspecify.annotations.Nullable;

/**
 * The limit of training on some samples, and what bounds its error (theory-notes/bounds.md §1).
 *
 * @param setting what is bounded
 * @param n how many samples, duplicates counted
 * @param norm Q
 * @param solution the limit
 * @param pointwise the bound at a point
 * @param risk the bounds of the mean error; null where there are none
 * @param whyNoRisk why, in words; null where there are some
 */
public record LimitBounds(
        Setting setting,
        int n,
        FpNorm norm,
        LfpSolution solution,
        PointwiseBound pointwise,
        @Nullable RiskBounds risk,
        @Nullable String whyNoRisk) {
    /** Points of the quadrature of the measured error, and of the mean of the pointwise bound. */
    private static final int FINE = 20_000;

    private static final int COARSE = 2_000;

    /**
     * What does not depend on the samples.
     *
     * @param kernel of training
     * @param operator whose kernel it is; null for the infinite-width kernel
     * @param start h_ini
     * @param target the function behind the samples; null where it is not known
     * @param region where samples are drawn from, or the bounding box of data
     * @param evaluation where else bounds are wanted, theory's units (E, d)
     * @param ridge of the limit
     * @param tolerance of the limit
     * @param delta δ
     * @param seed of random points
     */
    public record Setting(
            Kernel kernel,
            @Nullable LfpOperator operator,
            PointFunction start,
            @Nullable KnownTarget target,
            Region region,
            DMatrixRMaj evaluation,
            Ridge ridge,
            double tolerance,
            double delta,
            long seed) {
        /** Points that stand for the sampling distribution: midpoints of an interval, random ones of a cuboid. */
        private DMatrixRMaj points(int count) {
            return region.dimension() == 1 ? region.midpoints(count) : region.random(count, apart(seed));
        }

        /** As many of them as the measured error takes. */
        public DMatrixRMaj fine() {
            return points(FINE);
        }

        /** As many of them as the mean of the pointwise bound takes, whose points are dear. */
        public DMatrixRMaj coarse() {
            return points(COARSE);
        }
    }

    /** A seed that keeps what is drawn here apart from the samples. */
    public static long apart(long seed) {
        return seed ^ 0x9e3779b97f4a7c15L;
    }

    /**
     * The limit on some samples, Q, and the bounds.
     *
     * @param known Q where it is known already; null where it is to be found
     * @throws org.fprinciple.InvalidInputException if the samples do not fix the free functions
     */
    public static LimitBounds of(
            Setting setting, Dataset data, @Nullable FpNorm known, Backend backend, Progress progress) {
        MinimumFpNorm limit = MinimumFpNorm.of(setting.kernel, data)
                .on(backend)
                .from(setting.start)
                .ridge(setting.ridge)
                .tolerance(setting.tolerance)
                .progress(progress);
        LfpSolution solution = limit.solve();
        if (solution.alpha().length == 0) {
            // Found by its modes, without the dual coefficients that the pointwise bound needs.
            solution = limit.method(MinimumFpNorm.Method.DENSE).solve();
        }
        progress.phase("FP-norm", 0);
        FpNorm norm = known != null ? known : norm(setting, data, limit, solution, backend);
        double square = Math.max(setting.region.largestSquare(), BoxTruncation.largestSquare(setting.evaluation));
        PointwiseBound pointwise =
                PointwiseBound.of(norm, setting.kernel, data, setting.start, solution, square, backend, progress);
        String whyNoRisk = whyNoRisk(setting, norm, solution, pointwise);
        return new LimitBounds(
                setting,
                data.size(),
                norm,
                solution,
                pointwise,
                whyNoRisk == null ? risk(setting, data, norm, solution) : null,
                whyNoRisk);
    }

    private static FpNorm norm(
            Setting setting, Dataset data, MinimumFpNorm limit, LfpSolution solution, Backend backend) {
        Function<String, FpNorm> ofData = why -> {
            List<LfpSolution> solutions = new ArrayList<>(List.of(solution));
            if (setting.kernel instanceof BoxKernel box) {
                // A grid too coarse for the samples has a large α; a ridge in place of the modes beyond it has not.
                double tail = box.truncation().kernelTail(BoxTruncation.largestSquare(data.inputs()));
                solutions.add(limit.ridge(new Ridge(tail, false))
                        .method(MinimumFpNorm.Method.DENSE)
                        .solve());
            }
            return FpNorm.ofData(setting.kernel, MergedSamples.of(data), setting.start, solutions, why);
        };
        return setting.target == null
                ? ofData.apply("the function behind the data is not known")
                : FpNorm.of(
                        setting.target,
                        setting.region.with(setting.evaluation),
                        setting.operator,
                        setting.start,
                        ofData,
                        backend);
    }

    private static @Nullable String whyNoRisk(
            Setting setting, FpNorm norm, LfpSolution solution, PointwiseBound pointwise) {
        if (!RiskBounds.exist(setting.kernel)) {
            return "with a free zero mode the bounds proved here need a box, whose kernel is bounded (--domain box:auto)";
        }
        if (solution.epsilon() == 0 && solution.statistics().status() != SolveStatus.CONVERGED) {
            return "h does not pass through the samples to --tol";
        }
        if (norm.bounds() && pointwise.radius() > norm.value() * (1 + 1e-9)) {
            return "the box's grid is too coarse for samples that near, and the norm of f - h is above that of f:"
                    + " take more --modes";
        }
        return null;
    }

    private static RiskBounds risk(Setting setting, Dataset data, FpNorm norm, LfpSolution solution) {
        double largest = 0;
        double[] misses = solution.function().at(data.inputs());
        double[] initial = setting.start.at(data.inputs());
        for (int i = 0; i < misses.length; i++) {
            misses[i] = Math.abs(misses[i] - data.targets()[i]);
            largest = Math.max(largest, Math.abs(data.targets()[i] - initial[i]));
        }
        if (setting.target != null) {
            DMatrixRMaj fine = setting.fine();
            double[] values = setting.target.at(fine);
            double[] start = setting.start.at(fine);
            for (int i = 0; i < values.length; i++) {
                largest = Math.max(largest, Math.abs(values[i] - start[i]));
            }
        }
        return RiskBounds.of(
                new RiskBounds.Setting(setting.kernel, setting.region, data.inputs(), misses, setting.delta),
                norm.value(),
                largest);
    }

    /** |f − h| at the rows of x (q, d); the target must be known. */
    public double[] errors(DMatrixRMaj x) {
        double[] f = java.util.Objects.requireNonNull(setting.target).at(x);
        double[] h = solution.function().at(x);
        Arrays.setAll(f, i -> Math.abs(f[i] - h[i]));
        return f;
    }

    /** The mean of {@link #errors}. */
    public SampledMean error(DMatrixRMaj points) {
        return SampledMean.of(errors(points), setting.region.dimension());
    }

    /** The mean of the pointwise bound. */
    public SampledMean pointwiseMean() {
        return SampledMean.of(pointwise.at(setting.coarse(), Progress.NONE), setting.region.dimension());
    }

    /** The published bound of the mean error; NaN where there is none. */
    public double published() {
        return risk == null || risk.published() == null ? Double.NaN : risk.published();
    }

    /** The tighter bound of the mean error; NaN where there is none. */
    public double tighter() {
        return risk == null ? Double.NaN : risk.tighter();
    }
}
