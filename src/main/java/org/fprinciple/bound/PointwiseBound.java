package org.fprinciple.bound;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.Kernel;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.solution.LfpSolution;

/**
 * |f(x) − h_n(x)| ≤ |Σ_i c_i(x) (y_i − h_n(x_i))| + P(x) ρ at every x, certain, on R^d as on a box (theory-notes/bounds.md §6).
 * P is the {@link PowerFunction} and ρ the FP-norm of f − h_n,
 *
 * <p>ρ² = Q² + αᵀKα − 2 Σ_i α_i (y_i − h_ini(x_i)) + 2 Σ_i α_i f_out(x_i),
 *
 * <p>which is Q² − ‖h_n − h_ini‖² where h_n interpolates and f has no modes f_out beyond a box's grid. Where only a lower bound
 * of Q is known, √2 times that stands for Q, and what any f_out of that norm may do for the last sum: this is a bound as long as
 * Q is no larger, which nobody knows.
 */
public final class PointwiseBound {
    private final PowerFunction power;
    private final double radius;
    private final double[] misses;

    private PointwiseBound(PowerFunction power, double radius, double[] misses) {
        this.power = power;
        this.radius = radius;
        this.misses = misses;
    }

    /**
     * For a limit with its dual coefficients.
     *
     * @param largestSquare the largest |x|² where bounds will be asked for, samples included
     */
    public static PointwiseBound of(
            FpNorm q,
            Kernel kernel,
            Dataset data,
            PointFunction start,
            LfpSolution solution,
            double largestSquare,
            Backend backend,
            Progress progress) {
        MergedSamples samples = MergedSamples.of(data);
        double[] h = solution.function().at(samples.inputs());
        double[] misses = new double[samples.size()];
        for (int i = 0; i < misses.length; i++) {
            misses[i] = samples.targets()[i] - h[i];
        }
        double beyond = kernel instanceof BoxKernel box && (!q.bounds() || q.beyond() != PointFunction.ZERO)
                ? box.truncation().kernelTail(largestSquare)
                : 0;
        return new PointwiseBound(
                PowerFunction.of(kernel, samples, backend, beyond, progress),
                radius(q, kernel, samples, start, solution),
                misses);
    }

    /** ρ, with what rounding may take from it. */
    static double radius(FpNorm q, Kernel kernel, MergedSamples samples, PointFunction start, LfpSolution solution) {
        double[] initial = start.at(samples.inputs());
        double[] beyond = q.beyond().at(samples.inputs());
        double[] alpha = solution.alpha();
        double norm = q.bounds() ? q.value() : Math.sqrt(2) * q.value();
        double square = norm * norm + solution.fpNorm() * solution.fpNorm();
        if (!q.bounds() && kernel instanceof BoxKernel box) {
            square += 2 * norm * Math.sqrt(box.truncation().quadraticTail(samples.inputs(), alpha));
        }
        double rounding = 0;
        for (int i = 0; i < alpha.length; i++) {
            double y = samples.targets()[i] - initial[i];
            square -= 2 * alpha[i] * (y - beyond[i]);
            rounding += 16 * Math.ulp(1.0) * Math.abs(alpha[i]) * (Math.abs(y) + Math.abs(beyond[i]));
        }
        return Math.sqrt(Math.max(0, square) + rounding);
    }

    /** ρ. */
    public double radius() {
        return radius;
    }

    /** The bound at the rows of x (q, d). */
    public double[] at(DMatrixRMaj x, Progress progress) {
        PowerFunction.Values values = power.at(x, misses, progress);
        double[] bound = new double[x.numRows];
        for (int i = 0; i < bound.length; i++) {
            bound[i] = Math.abs(values.carried()[i]) + values.power()[i] * radius;
        }
        return bound;
    }
}
